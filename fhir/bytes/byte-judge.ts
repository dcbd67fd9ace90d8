import { OPEN_BRACE, skipSpace } from './bytes.ts';
import { createLineWindow } from './line-window.ts';
import { createLookup } from './lookup.ts';
import { createObjectEnds } from './object-ends.ts';
import { createObjects } from './objects.ts';
import { LineReferences } from './references.ts';
import type { DecodedCheck } from './strings.ts';
import { createStrings } from './strings.ts';
import type { ByteTables } from './tables.ts';
import { TYPE } from './tables.ts';
import type { Tape } from './tape.ts';
import { idEnd } from './texts.ts';
import { typeNameAt } from './type-name.ts';

/** What is known of a line that was found right. */
export interface PlainLine {
  /** Its type's number in the local store (resource-types.ts); -1 where HealthLake does not have it. */
  storedType: number;
  /** Where its id lies in the memory; -1 where it has none. */
  idStart: number;
  idEnd: number;
  /** Behind the brace of its meta; -1 where it has none. */
  metaStart: number;
  /** Its conditional references. */
  conditional: number;
}

/**
 * Says whether lines are plainly right, from their bytes, in one pass that makes no object. What is rare (escapes in codes, extensions in
 * lists of primitives, half characters ...) it does not judge: that takes a closer look.
 */
export function createByteJudge(tables: ByteTables, decoded: DecodedCheck, tape?: Tape) {
  const lines = createLineWindow();
  const { bytes } = lines;
  const lookup = createLookup(tables, lines);
  const references = new LineReferences(tables, lookup);
  const ends = createObjectEnds(lines, lookup, references);
  const string = createStrings(lines, lookup, references, decoded);
  const resource = createObjects(tables, { lines, lookup, references, ends, string, tape });
  let isGivenUp = false;
  const of: PlainLine = { storedType: -1, idStart: -1, idEnd: -1, metaStart: -1, conditional: 0 };

  /**
   * Whether the line from `start` to `end` in the memory is plainly right: one resource of R4 without any fault. False: it is not, or it
   * takes a closer look.
   */
  function check(start: number, end: number): boolean {
    const base = lines.baseOf(start, end);
    if (base < 0) return false;
    const open = skipSpace(bytes, start - base);
    const type = bytes[open] === OPEN_BRACE ? typeNameAt(bytes, open, lookup) : -1;
    if (type < 0) return false;
    if (isGivenUp) ends.clear();
    references.begin();
    if (tape !== undefined) {
      tape.begin();
      tape.addResource(tape.add(-1, open), type);
    }
    const close = resource(type, open, 0);
    if (tape !== undefined) tape.close(0);
    isGivenUp = close === 0;
    if (isGivenUp) return false;
    of.storedType = tables.types[type + TYPE.stored] ?? -1;
    of.idStart = ends.last.id === 0 ? -1 : ends.last.id + base;
    of.idEnd = ends.last.id === 0 ? -1 : idEnd(bytes, ends.last.id) + base;
    of.metaStart = ends.last.meta === 0 ? -1 : ends.last.meta + base;
    of.conditional = references.conditional;
    return skipSpace(bytes, close) === end - base;
  }

  return { over: lines.over, check, of, bytes, local: references.local };
}

export type ByteJudge = ReturnType<typeof createByteJudge>;
