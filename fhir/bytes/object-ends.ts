import { DEEPEST_ELEMENT } from '../definitions/model.ts';
import type { LineBytes } from './line-window.ts';
import type { Lookup } from './lookup.ts';
import { UNSAID } from './on-line.ts';
import type { LineReferences, ReadReference } from './references.ts';
import { NOTED, NOTED_FIELDS, TYPE_IS } from './tables.ts';
import { uriEnd } from './texts.ts';

/** Makes the part of the judge that remembers values until their object ends, and judges them then. */
export function createObjectEnds(lines: LineBytes, lookup: Lookup, references: LineReferences) {
  const { bytes, view } = lines;
  /** By the depth of an object: where values begin; what its reference says; of which type the resource of an entry is. */
  const noted = new Int32Array((DEEPEST_ELEMENT + 1) * NOTED_FIELDS);
  const read: ReadReference[] = [];
  const entryTypes: number[] = [];
  const last = {
    /** Whether the last object that is bound to a value set is of it. */
    isInSet: false,
    /** Where the id of the last resource begins; 0 where it has none. */
    id: 0,
    /** Behind the brace of its meta; 0 where it has none. */
    meta: 0,
  };

  /** Forgets what a line left that was given up. */
  function clear(): void {
    noted.fill(0);
    entryTypes.length = 0;
  }

  /** Remembers where a value begins. */
  function note(what: number, start: number, depth: number): void {
    noted[depth * NOTED_FIELDS + what] = start;
    if (what === NOTED.reference) read[depth] = references.read;
  }

  function noteEntry(type: number, depth: number): void {
    entryTypes[depth] = type;
  }

  /** Where a value began, which is forgotten; 0 where there was none. */
  function take(what: number, depth: number): number {
    const at = depth * NOTED_FIELDS + what;
    const start = noted[at] ?? 0;
    noted[at] = 0;
    return start;
  }

  function isReferenceRight(depth: number): boolean {
    const named = take(NOTED.referenceType, depth);
    const type = named === 0 ? UNSAID : lookup.resourceType(named);
    const text = take(NOTED.reference, depth) === 0 ? undefined : read[depth];
    return (named === 0 || type >= 0) && references.meet(text, type);
  }

  function takeEntry(depth: number): void {
    const url = take(NOTED.fullUrl, depth);
    const type = entryTypes[depth] ?? UNSAID;
    entryTypes[depth] = UNSAID;
    if (url > 0 && type !== UNSAID) references.enterEntry(url, uriEnd(bytes, view, url), type);
  }

  /**
   * Judges what shows when an object has ended.
   * @param is what its type is: `TYPE_IS`
   * @param bound the value set that it is bound to, + 1; 0 where to none
   * @param hasCoding whether one of a concept's codings is of it
   */
  function isRight(is: number, depth: number, bound: number, hasCoding: boolean): boolean {
    if ((is & TYPE_IS.resource) !== 0) {
      last.id = take(NOTED.id, depth);
      last.meta = take(NOTED.meta, depth);
      return true;
    }
    if ((is & TYPE_IS.reference) !== 0) return isReferenceRight(depth);
    if ((is & TYPE_IS.entry) !== 0) {
      takeEntry(depth);
      return true;
    }
    const system = take(NOTED.system, depth);
    const code = take(NOTED.code, depth);
    if (bound === 0) return true;
    const isCoded = system > 0 && code > 0 && lookup.hasCode(bound - 1, code, system);
    last.isInSet = (is & TYPE_IS.concept) === 0 ? isCoded : hasCoding;
    return true;
  }

  return { last, clear, note, noteEntry, isRight };
}

export type ObjectEnds = ReturnType<typeof createObjectEnds>;
