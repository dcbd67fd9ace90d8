import { BACKSLASH, QUOTE } from '../bytes/bytes.ts';
import type { ElementRows, ElementRowsOf } from './element-rows.ts';
import { someAt } from './paths.ts';
import type { RecordedLine } from './recorded-line.ts';

/** More ids of elements than these are not compared. */
const MOST_IDS = 200;

/** Looks at what on a line leads to something else on it: contained resources, references to them, the ids of elements. */
export function createPlainLinks(line: RecordedLine, rows: ElementRowsOf) {
  const { bytes, tape, memberAt } = line;
  const stepsOf = (type: string, name: string): ElementRows[] =>
    [rows.elementsOf(type).get(name) ?? []].flat();

  const childOf = (entry: number, type: string, name: string): number | undefined => {
    let found: number | undefined;
    someAt(line, stepsOf(type, name), entry, (each) => {
      found = each;
      return true;
    });
    return found;
  };

  /** By type: the rows of a resource's id and meta. */
  const rowsOfTypes = new Map<number, readonly [id: number, meta: number]>();
  function rowsOf(type: number): readonly [id: number, meta: number] {
    const elements = rows.elementsOf(rows.typeAt(type));
    const rowOf = (name: string): number => [...(elements.get(name)?.types.keys() ?? [])][0] ?? -1;
    const found = rowsOfTypes.get(type) ?? ([rowOf('id'), rowOf('meta')] as const);
    rowsOfTypes.set(type, found);
    return found;
  }

  /**
   * Whether the line's resource contains all that is in it, each is referred to, and each reference to one leads there (dom-3 to
   * dom-5, ref-1). What is contained and has no id, or a meta, takes the closer look.
   * @param local where references to what is contained begin
   */
  function areContainedRight(local: readonly number[]): boolean {
    const { resources } = tape;
    ids.length = 0;
    for (let at = 2; at < resources.length; at += 2) {
      const [entry = 0, type = 0] = [resources[at], resources[at + 1]];
      const [idRow, metaRow] = rowsOf(type);
      const id = isContained(entry) && line.childAt(entry, metaRow) < 0 ? line.childAt(entry, idRow) : -1;
      if (id < 0) return false;
      ids.push(line.startAt(id) + 1);
    }
    for (const id of ids) if (!isAmong(id, local, 1)) return false;
    for (const text of local) if (bytes[text + 1] !== QUOTE && !isAmong(text + 1, ids, 0)) return false;
    return true;
  }
  const ids: number[] = [];

  /** Whether a text is the same as one of some, that begin so many bytes further on. */
  function isAmong(text: number, others: readonly number[], offset: number): boolean {
    for (const each of others) if (isSameText(text, each + offset)) return true;
    return false;
  }

  /** Whether two texts without escapes are the same. */
  function isSameText(one: number, other: number): boolean {
    for (let at = 0; bytes[one + at] === bytes[other + at]; at++) if (bytes[one + at] === QUOTE) return true;
    return false;
  }

  /** Whether no id of an element is there twice; one with an escape may be, and so may those of several resources. */
  function areIdsRight(): boolean {
    const { ids } = tape;
    return ids.length <= MOST_IDS && ids.every((id, index) => isOther(id, ids, index));
  }

  /** Whether an id is plainly written and none of the first `count` ids. */
  function isOther(id: number, ids: readonly number[], count: number): boolean {
    const end = bytes.indexOf(QUOTE, id) + 1;
    for (let at = id; at < end; at++) if (bytes[at] === BACKSLASH) return false;
    for (let number = 0; number < count; number++) {
      const other = ids[number] ?? 0;
      let at = id;
      while (at < end && bytes[at] === bytes[other + at - id]) at++;
      if (at === end) return false;
    }
    return true;
  }

  /** The type of what is contained under an id, where the line's own resource contains it. */
  function typeOfContained(id: string): string | undefined {
    for (let at = 2; at < tape.resources.length; at += 2) {
      const [entry = 0, row = 0] = tape.resources.slice(at, at + 2);
      const type = rows.typeAt(row);
      const own = isContained(entry) ? childOf(entry, type, 'id') : undefined;
      if (own === undefined) return undefined;
      if (line.textAt(own) === id) return type;
    }
    return undefined;
  }

  /** The type of the first entry of the line's Bundle under a fullUrl; '' where none has it, undefined where that is not told. */
  function typeOfEntry(url: string): string | undefined {
    const { resources } = tape;
    if (rows.typeAt(resources[1] ?? 0) !== 'Bundle') return undefined;
    let holder = 0;
    let type: string | undefined = '';
    someAt(line, stepsOf('Bundle', 'entry'), 0, (entry) => {
      const name = childOf(entry, 'Bundle.entry', 'fullUrl');
      if (name !== undefined && line.textAt(name) === url) holder = entry;
      return holder > 0;
    });
    if (holder === 0) return type;
    const resource = childOf(holder, 'Bundle.entry', 'resource');
    type = undefined;
    for (let at = 2; at < resources.length; at += 2)
      if (resources[at] === resource) type = rows.typeAt(resources[at + 1] ?? 0);
    return type;
  }

  const containedRows = new Set(
    rows.typeNames.flatMap((type) => [...(rows.elementsOf(type).get('contained')?.types.keys() ?? [])]),
  );
  const isContained = (entry: number): boolean => containedRows.has(memberAt(entry));

  /** @param local where references to what is contained begin */
  const areRight = (local: readonly number[]): boolean =>
    (tape.ids.length <= 1 || areIdsRight()) &&
    ((local.length === 0 && !hasContained()) || areContainedRight(local));

  function hasContained(): boolean {
    const { resources } = tape;
    for (let at = 2; at < resources.length; at += 2) if (isContained(resources[at] ?? 0)) return true;
    return false;
  }

  return { areRight, typeOfContained, typeOfEntry };
}

export type PlainLinks = ReturnType<typeof createPlainLinks>;
