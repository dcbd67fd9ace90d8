import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
  skipSpace,
} from './bytes.ts';
import { dateEnd, dateTimeEnd, instantEnd, timeEnd } from './dates.ts';
import { createLookup } from './lookup.ts';
import { booleanEnd, decimalEnd, integerEnd } from './numbers.ts';
import { UNSAID } from './on-line.ts';
import type { ReadReference } from './references.ts';
import { LineReferences } from './references.ts';
import type { ByteTables } from './tables.ts';
import { FLAGS, KIND, MEMBER, NOTED, NOTED_FIELDS, NOTED_SHIFT, TYPE, TYPE_IS } from './tables.ts';
import { base64End, idEnd, stringEnd, textEnd, tokenEnd, uriEnd } from './texts.ts';
import { typeNameAt } from './type-name.ts';
import { DEEPEST_ELEMENT } from '../definitions/model.ts';

/** Checks a primitive whose text is decoded, by the number of its kind. */
export type DecodedCheck = (text: string, kind: number) => boolean;

/** Longer lines take the closer look. */
const LONGEST_BYTES = 8 * 1024 * 1024;

/** No look goes further beyond what is there. */
const SLACK = 16;

/**
 * Says whether lines are plainly right, from their bytes, in one pass that makes no object. What is rare (escapes in codes, extensions in
 * lists of primitives, references of a Bundle's entries to each other ...) it does not judge: that takes a closer look.
 */
export function createByteJudge(tables: ByteTables, decoded: DecodedCheck) {
  const types = tables.types.slice();
  const members = tables.members.slice();
  // One memory for all lines: V8 compiles its address and length into the code, which saves more than the copy costs.
  const bytes = new Uint8Array(LONGEST_BYTES + SLACK);
  const view = new DataView(bytes.buffer);
  /** Where what was read begins in its own memory. */
  let base = 0;
  const lookup = createLookup(tables, bytes, view);
  const references = new LineReferences(tables, lookup);
  let isContained = false;
  /** Whether the last object that is bound to a value set is of it. */
  let isInSet = false;
  /** Of the last resource that ended. */
  let ownType = UNSAID;
  let ownId = 0;
  /** By the depth of an object: where its values begin that are judged when it ends, and what else is known then. */
  const noted = new Int32Array((DEEPEST_ELEMENT + 1) * NOTED_FIELDS);
  let hasLeft = false;
  const readReferences: ReadReference[] = [];
  const entryTypes: number[] = [];
  const of = { storedType: 0, idStart: 0, idEnd: 0 };

  /**
   * Takes the bytes of lines that are to be judged.
   * @param memory UTF-8
   * @returns false where there are more than it takes
   */
  function read(memory: Uint8Array, start: number, end: number): boolean {
    if (end - start > LONGEST_BYTES) return false;
    bytes.set(start === 0 && end === memory.length ? memory : memory.subarray(start, end));
    bytes[end - start] = 0;
    base = start;
    return true;
  }

  /**
   * Whether the line from `lineStart` to `lineEnd`, in the memory that was read, is plainly right: one resource of R4 that HealthLake
   * has, with an id, and without any fault. False: it is not, or it takes a closer look.
   */
  function check(lineStart: number, lineEnd: number): boolean {
    isContained = false;
    // What a line left that was given up.
    if (hasLeft) noted.fill(0);
    hasLeft = true;
    references.begin();
    const open = skipSpace(bytes, lineStart - base);
    if (bytes[open] !== OPEN_BRACE) return false;
    const type = typeNameAt(bytes, open, lookup);
    const close = type < 0 ? 0 : resource(type, open, 0);
    hasLeft = close === 0;
    if (close === 0 || ownId === 0 || skipSpace(bytes, close) !== lineEnd - base) return false;
    of.idStart = ownId + base;
    of.idEnd = idEnd(bytes, ownId) + base;
    of.storedType = types[type + TYPE.stored] ?? -1;
    return of.storedType >= 0;
  }

  /** A resource by itself, in a line, an entry of a Bundle or a parameter, from its brace to behind it; 0 where it is not plainly right. */
  function resource(type: number, start: number, depth: number): number {
    const wasContained = isContained;
    isContained = false;
    const isBundle = ((types[type + TYPE.is] ?? 0) & TYPE_IS.bundle) !== 0;
    const frame = references.enter(isBundle);
    const end = object(type, start + 1, depth, 0);
    isContained = wasContained;
    ownType = type;
    return end > 0 && references.leave(frame, bytes, type, isBundle) ? end : 0;
  }

  function contained(type: number, start: number, depth: number): number {
    // What is contained in contained resources is nobody's, and takes the closer look.
    if (isContained) return 0;
    isContained = true;
    const end = object(type, start + 1, depth, 0);
    isContained = false;
    if (end > 0 && ownId > 0)
      references.contain(ownId, idEnd(bytes, ownId), type);
    return end;
  }

  /** The members of an object of a type, from behind its brace to behind its end. */
  function object(type: number, start: number, depth: number, bound: number): number {
    if (depth > DEEPEST_ELEMENT) return 0;
    let seen0 = 0;
    let seen1 = 0;
    let seen2 = 0;
    let isAnyInSet = false;
    let last = -1;
    let at = skipSpace(bytes, start);
    for (;;) {
      if (bytes[at] !== QUOTE) return 0;
      at++;
      // Members come in the order of the one before them, mostly: where the next is the one that came last time, nothing is hashed.
      let row = (last < 0 ? types[type + TYPE.first] : members[last + MEMBER.next]) ?? 0;
      if (!lookup.isTextAt(members[row + MEMBER.name] ?? 0, members[row + MEMBER.length] ?? 0, at)) {
        row = lookup.member(types[type + TYPE.slots] ?? 0, types[type + TYPE.mask] ?? 0, at);
        if (row < 0) return 0;
        if (last < 0) types[type + TYPE.first] = row;
        else members[last + MEMBER.next] = row;
      }
      last = row;
      at += members[row + MEMBER.length] ?? 0;
      const flags = members[row + MEMBER.flags] ?? 0;
      const bit = members[row + MEMBER.bit] ?? 0;
      if ((flags & (FLAGS.word1 | FLAGS.word2)) === 0) {
        if ((seen0 & bit) !== 0) return 0;
        seen0 |= bit;
      } else if ((flags & FLAGS.word1) !== 0) {
        if ((seen1 & bit) !== 0) return 0;
        seen1 |= bit;
      } else {
        if ((seen2 & bit) !== 0) return 0;
        seen2 |= bit;
      }
      if (bytes[at] !== COLON) {
        at = skipSpace(bytes, at);
        if (bytes[at] !== COLON) return 0;
      }
      at++;
      if (bytes[at] === SPACE) at = skipSpace(bytes, at);
      const from = at + 1;
      const kind = flags & FLAGS.kind;
      if ((flags & FLAGS.isList) !== 0) {
        const inner = bound > 0 && (flags & FLAGS.isCoding) !== 0 ? bound : (members[row + MEMBER.bound] ?? 0);
        at = list(row, at, depth + 1, inner);
        isAnyInSet ||= isInSet;
      } else if (kind >= KIND.text) {
        if (bytes[at] !== QUOTE) return 0;
        at = string(kind, row, from);
        if (at === 0) return 0;
        if ((flags & FLAGS.noted) !== 0) note((flags & FLAGS.noted) >> NOTED_SHIFT, from, depth);
        at++;
      } else {
        at = value(row, at, depth + 1, members[row + MEMBER.bound] ?? 0);
        if (kind === KIND.resource) entryTypes[depth] = ownType;
      }
      if (at === 0) return 0;
      let c = bytes[at];
      if (c !== COMMA && c !== CLOSE_BRACE) {
        at = skipSpace(bytes, at);
        c = bytes[at];
      }
      at++;
      if (c === CLOSE_BRACE) break;
      if (c !== COMMA) return 0;
      if (bytes[at] === SPACE) at = skipSpace(bytes, at);
    }
    const needs0 = types[type + TYPE.required] ?? 0;
    const needs1 = types[type + TYPE.required + 1] ?? 0;
    const needs2 = types[type + TYPE.required + 2] ?? 0;
    const isComplete = (seen0 & needs0) === needs0 && (seen1 & needs1) === needs1 && (seen2 & needs2) === needs2;
    // The first bit is that of the id; that of a resource is its type's.
    if (!isComplete || ((seen0 & ~1) | seen1 | seen2) === 0) return 0;
    const is = types[type + TYPE.is] ?? 0;
    if (is === 0) return at;
    return ends(is, depth, bound, isAnyInSet) ? at : 0;
  }

  /** Remembers where a value begins that is judged when its object ends. */
  function note(what: number, start: number, depth: number): void {
    noted[depth * NOTED_FIELDS + what] = start;
    if (what === NOTED.reference) readReferences[depth] = references.read;
  }

  /** Where a value began that was remembered, which is forgotten; 0 where there was none. */
  function take(what: number, depth: number): number {
    const at = depth * NOTED_FIELDS + what;
    const start = noted[at] ?? 0;
    noted[at] = 0;
    return start;
  }

  /** Judges what shows when an object has ended. */
  function ends(is: number, depth: number, bound: number, isAnyInSet: boolean): boolean {
    if ((is & TYPE_IS.resource) !== 0) {
      ownId = take(NOTED.id, depth);
      return true;
    }
    if ((is & TYPE_IS.reference) !== 0) {
      const named = take(NOTED.referenceType, depth);
      const namedType = named === 0 ? UNSAID : lookup.resourceType(named);
      const read = take(NOTED.reference, depth) === 0 ? undefined : readReferences[depth];
      return (named === 0 || namedType >= 0) && references.meet(read, namedType);
    }
    if ((is & TYPE_IS.entry) !== 0) {
      const url = take(NOTED.fullUrl, depth);
      const type = entryTypes[depth] ?? UNSAID;
      entryTypes[depth] = UNSAID;
      if (url > 0 && type !== UNSAID)
        references.enterEntry(url, uriEnd(bytes, view, url), type);
      return true;
    }
    const system = take(NOTED.system, depth);
    const code = take(NOTED.code, depth);
    if (bound === 0) return true;
    isInSet =
      (is & TYPE_IS.concept) !== 0
        ? isAnyInSet
        : system > 0 && code > 0 && lookup.hasCode(bound - 1, code, system);
    return true;
  }

  /** A list of values, from its bracket to behind it. Where it is bound, it says whether any is of the value set. */
  function list(row: number, start: number, depth: number, bound: number): number {
    if (bytes[start] !== OPEN_BRACKET) return 0;
    let isAny = false;
    let at = skipSpace(bytes, start + 1);
    for (;;) {
      at = value(row, at, depth, bound);
      if (at === 0) return 0;
      isAny ||= isInSet;
      let c = bytes[at];
      if (c !== COMMA && c !== CLOSE_BRACKET) {
        at = skipSpace(bytes, at);
        c = bytes[at];
      }
      at++;
      if (c === CLOSE_BRACKET) break;
      if (c !== COMMA) return 0;
      if (bytes[at] === SPACE) at = skipSpace(bytes, at);
    }
    isInSet = isAny;
    return at;
  }

  /** A value of a member, from its first byte to behind its last; 0 where it is not plainly right. */
  function value(row: number, at: number, depth: number, bound: number): number {
    const kind = (members[row + MEMBER.flags] ?? 0) & FLAGS.kind;
    if (kind >= KIND.text) {
      if (bytes[at] !== QUOTE) return 0;
      const end = string(kind, row, at + 1);
      return end > 0 ? end + 1 : 0;
    }
    switch (kind) {
      case KIND.complex: {
        if (bytes[at] !== OPEN_BRACE) return 0;
        const end = object(members[row + MEMBER.of] ?? 0, at + 1, depth, bound);
        if (end === 0) return 0;
        if (bound > 0 && !isInSet && members[row + MEMBER.bound] !== 0) return 0;
        const targets = members[row + MEMBER.targets] ?? 0;
        return targets === 0 || references.fits(targets - 1) ? end : 0;
      }
      case KIND.decimal:
        return decimalEnd(bytes, at);
      case KIND.boolean:
        return booleanEnd(bytes, at);
      case KIND.integer:
        return integerEnd(bytes, at, -(2 ** 31));
      case KIND.positiveInt:
        return integerEnd(bytes, at, 1);
      case KIND.unsignedInt:
        return integerEnd(bytes, at, 0);
      default: {
        const type = bytes[at] === OPEN_BRACE ? typeNameAt(bytes, at, lookup) : -1;
        if (type < 0) return 0;
        return kind === KIND.contained ? contained(type, at, depth) : resource(type, at, depth);
      }
    }
  }

  /** A value that is a string, from behind its opening quote to its closing one. */
  function string(kind: number, row: number, start: number): number {
    switch (kind) {
      case KIND.text:
        return textEnd(bytes, view, start);
      case KIND.uri:
        return uriEnd(bytes, view, start);
      case KIND.token:
        return tokenEnd(bytes, start);
      case KIND.code: {
        const end = tokenEnd(bytes, start);
        return end > 0 && lookup.hasCode(members[row + MEMBER.of] ?? 0, start, 0) ? end : 0;
      }
      case KIND.reference:
        return references.readText(bytes, start);
      case KIND.id:
        return idEnd(bytes, start);
      case KIND.dateTime:
        return dateTimeEnd(bytes, start);
      case KIND.date:
        return dateEnd(bytes, start);
      case KIND.instant:
        return instantEnd(bytes, start);
      case KIND.time:
        return timeEnd(bytes, start);
      case KIND.base64:
        return base64End(bytes, start);
      case KIND.elementId:
        return uriEnd(bytes, view, start);
      case KIND.resourceType: {
        const end = tokenEnd(bytes, start);
        return end > 0 && lookup.resourceType(start) === (members[row + MEMBER.of] ?? 0) ? end : 0;
      }
      default: {
        const end = stringEnd(bytes, start);
        return end > 0 && decoded(textAt(bytes, start, end), kind) ? end : 0;
      }
    }
  }
  return {
    read,
    check,
    /** Of the line that was found right: its type's number in the local store, and where its id lies. */
    of,
    /** Conditional references of the line that was found right. */
    conditional: () => references.conditional,
  };
}

export type ByteJudge = ReturnType<typeof createByteJudge>;

const textAt = (bytes: Uint8Array, start: number, end: number): string =>
  JSON.parse(
    Buffer.from(bytes.buffer, bytes.byteOffset + start - 1, end - start + 2).toString('utf8'),
  ) as string;
