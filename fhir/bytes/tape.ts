import { KIND } from './tables.ts';

/** Numbers of an entry of the tape: one for each value of a line, those in it directly behind it. */
export const ENTRY = {
  /** The member's row in the tables; -1 for the resource that the line is. */
  member: 0,
  /** Where the value begins: its quote, brace or first digit. */
  start: 1,
  /** The entry behind those that are in it. */
  next: 2,
} as const;
export const ENTRY_FIELDS = 3;

/** Lines of more values than these take the closer look. */
const MOST_VALUES = 256 * 1024;

/**
 * Where the values of a line lie in its bytes. The judge writes it on its way where more than structure is demanded (fhir/tape/); nothing
 * is made of a value until something asks for it.
 */
export function createTape() {
  const entries = new Int32Array(MOST_VALUES * ENTRY_FIELDS);
  /** The entries that are objects, in the order of the line. */
  const objects = new Int32Array(MOST_VALUES);
  /** Of each resource its entry, and the row of its type. */
  const resources: number[] = [];
  /** Where the ids of elements begin, behind the quote. */
  const ids: number[] = [];
  let length = 0;
  let objectCount = 0;

  function begin(): void {
    length = 0;
    objectCount = 0;
    resources.length = 0;
    ids.length = 0;
  }

  /** Takes a value. What is written beyond the end is lost, which `isWhole` tells. */
  function add(member: number, start: number): number {
    const entry = length;
    entries[entry] = member;
    entries[entry + ENTRY.start] = start;
    length = entry + ENTRY_FIELDS;
    entries[entry + ENTRY.next] = length;
    return entry;
  }

  function addText(member: number, start: number, kind: number): void {
    add(member, start);
    if (kind === KIND.elementId) ids.push(start + 1);
  }

  function addObject(entry: number): void {
    objects[objectCount++] = entry;
  }

  function addResource(entry: number, type: number): void {
    resources.push(entry, type);
  }

  /** Says that what is in a value ends here. */
  function close(entry: number): void {
    entries[entry + ENTRY.next] = length;
  }

  return {
    entries,
    objects,
    resources,
    ids,
    begin,
    add,
    addText,
    addObject,
    addResource,
    close,
    objectCount: () => objectCount,
    isWhole: () => length <= entries.length,
  };
}

export type Tape = ReturnType<typeof createTape>;
