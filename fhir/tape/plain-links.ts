import { BACKSLASH, QUOTE } from '../bytes/bytes.ts';
import { ENTRY_FIELDS } from '../bytes/tape.ts';
import type { ElementRows, ElementRowsOf } from './element-rows.ts';
import { someAt } from './paths.ts';
import type { RecordedLine } from './recorded-line.ts';

const HASH = 0x23;

/** More ids of elements than these are not compared. */
const MOST_IDS = 200;

/** Looks at what on a line leads to something else on it: contained resources, references to them, the ids of elements. */
export function createPlainLinks(line: RecordedLine, rows: ElementRowsOf) {
  const { bytes, tape, behind, memberAt } = line;
  const reference = [...(rows.elementsOf('Reference').get('reference')?.types.keys() ?? [])][0];

  const stepsOf = (type: string, name: string): ElementRows[] => [rows.elementsOf(type).get(name) ?? []].flat();

  const childOf = (entry: number, type: string, name: string): number | undefined => {
    let found: number | undefined;
    someAt(line, stepsOf(type, name), entry, (each) => {
      found = each;
      return true;
    });
    return found;
  };

  /** The ids of what a resource contains; undefined where one is not plainly right by itself: it has no id, or a meta. */
  function containedIn(resource: number): number[] | undefined {
    const ids: number[] = [];
    for (let at = 0; at < tape.resources.length; at += 2) {
      const entry = tape.resources[at] ?? 0;
      if (entry <= resource || entry >= behind(resource)) continue;
      const type = rows.typeAt(tape.resources[at + 1] ?? 0);
      const id = childOf(entry, type, 'id');
      if (id === undefined || childOf(entry, type, 'meta') !== undefined) return undefined;
      ids.push(id);
    }
    return ids;
  }

  /** Whether each contained resource is referred to, and each reference to one leads there (dom-3 to dom-5, ref-1). */
  function areReferencesRight(resource: number): boolean {
    const contained = containedIn(resource);
    if (!contained) return false;
    const isMet = contained.map(() => false);
    for (let at = resource + ENTRY_FIELDS; at < behind(resource); at += ENTRY_FIELDS) {
      if (memberAt(at) !== reference || !line.beginsWith(at, HASH)) continue;
      const text = line.textAt(at);
      if (text === '#') continue;
      const isTo = contained.map((id) => text === `#${line.textAt(id) ?? ''}`);
      if (!isTo.includes(true)) return false;
      isTo.forEach((is, index) => (isMet[index] ||= is));
    }
    return !isMet.includes(false);
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

  const isContained = (entry: number): boolean =>
    rows.elementAt(memberAt(entry))?.element.name === 'contained';

  /**
   * Whether nothing is wrong with them. What contains something and is not the line's own resource takes the closer look.
   * @param local how many references there are to what is contained
   */
  function areRight(local: number): boolean {
    const { resources, ids } = tape;
    if (ids.length > 1 && !areIdsRight()) return false;
    const inner = resources.filter((_each, at) => at > 0 && at % 2 === 0);
    const contained = inner.filter(isContained).length;
    if (contained === 0 && local === 0) return true;
    return contained === inner.length && areReferencesRight(0);
  }

  return { areRight, typeOfContained, typeOfEntry };
}

export type PlainLinks = ReturnType<typeof createPlainLinks>;
