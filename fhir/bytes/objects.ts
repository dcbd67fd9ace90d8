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
import { DEEPEST_ELEMENT } from '../definitions/model.ts';
import type { LineBytes } from './line-window.ts';
import type { Lookup } from './lookup.ts';
import { numberEnd } from './numbers.ts';
import type { ObjectEnds } from './object-ends.ts';
import { UNSAID } from './on-line.ts';
import type { LineReferences } from './references.ts';
import type { StringCheck } from './strings.ts';
import type { ByteTables } from './tables.ts';
import { FLAGS, KIND, MEMBER, NOTED_SHIFT, TYPE, TYPE_IS } from './tables.ts';
import type { Tape } from './tape.ts';
import { idEnd } from './texts.ts';
import { typeNameAt } from './type-name.ts';

/** What the check of resources is made of. */
export interface ObjectParts {
  lines: LineBytes;
  lookup: Lookup;
  references: LineReferences;
  ends: ObjectEnds;
  string: StringCheck;
  /** Undefined where nothing is to be looked up in the line. */
  tape: Tape | undefined;
}

/**
 * Makes the check of resources, by the tables: one loop over the members of an object, whatever its type. Every part takes the position
 * where it begins and gives the one behind it, or 0 where it is not plainly right.
 */
export function createObjects({ types: ofTypes, members: ofMembers }: ByteTables, parts: ObjectParts) {
  // Constants, since V8 compiles where they lie into the code that reads them. The tables are copied: the judge notes in them.
  const types = ofTypes.slice();
  const members = ofMembers.slice();
  const { bytes } = parts.lines;
  const { lookup, references, ends, string, tape } = parts;
  const { last: ended } = ends;
  let isContained = false;
  /** The type of the last resource that ended. */
  let ownType = UNSAID;

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
    if (end > 0 && ended.id > 0) references.contain(ended.id, idEnd(bytes, ended.id), type);
    return end;
  }

  /** The members of an object of a type, from behind its brace to behind its end. */
  function object(type: number, start: number, depth: number, bound: number): number {
    if (depth > DEEPEST_ELEMENT) return 0;
    let seen0 = 0;
    let seen1 = 0;
    let seen2 = 0;
    let hasCoding = false;
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
        const isBound = bound > 0 && (flags & FLAGS.isCoding) !== 0;
        at = list(row, at, depth + 1, isBound ? bound : (members[row + MEMBER.bound] ?? 0));
        if (isBound) hasCoding = ended.isInSet;
      } else if (kind >= KIND.text) {
        if (bytes[at] !== QUOTE) return 0;
        at = string(kind, members[row + MEMBER.of] ?? 0, from);
        if (at === 0) return 0;
        if (tape !== undefined) tape.addText(row, from - 1, kind);
        if ((flags & FLAGS.noted) !== 0) ends.note((flags & FLAGS.noted) >> NOTED_SHIFT, from, depth);
        at++;
      } else {
        at = value(row, at, depth + 1, members[row + MEMBER.bound] ?? 0);
        if (kind === KIND.resource) ends.noteEntry(ownType, depth);
        else if ((flags & FLAGS.noted) !== 0) ends.note((flags & FLAGS.noted) >> NOTED_SHIFT, from, depth);
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
    const isComplete =
      (seen0 & needs0) === needs0 && (seen1 & needs1) === needs1 && (seen2 & needs2) === needs2;
    const idBit = types[type + TYPE.idBit] ?? 0;
    if (!isComplete || ((seen0 & ~idBit) | seen1 | seen2) === 0) return 0;
    const is = types[type + TYPE.is] ?? 0;
    if (is === 0) return at;
    return ends.isRight(is, depth, bound, hasCoding) ? at : 0;
  }

  /** A list of values, from its bracket to behind it. Where it is bound, it says whether any is of the value set. */
  function list(row: number, start: number, depth: number, bound: number): number {
    if (bytes[start] !== OPEN_BRACKET) return 0;
    let isAny = false;
    let at = skipSpace(bytes, start + 1);
    for (;;) {
      at = value(row, at, depth, bound);
      if (at === 0) return 0;
      isAny ||= ended.isInSet;
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
    ended.isInSet = isAny;
    return at;
  }

  /** A value of a member, from its first byte to behind its last; 0 where it is not plainly right. */
  function value(row: number, at: number, depth: number, bound: number): number {
    const kind = (members[row + MEMBER.flags] ?? 0) & FLAGS.kind;
    if (kind >= KIND.text) {
      if (bytes[at] !== QUOTE) return 0;
      const end = string(kind, members[row + MEMBER.of] ?? 0, at + 1);
      if (tape !== undefined) tape.addText(row, at, kind);
      return end > 0 ? end + 1 : 0;
    }
    const entry = tape === undefined ? 0 : tape.add(row, at);
    switch (kind) {
      case KIND.complex: {
        if (bytes[at] !== OPEN_BRACE) return 0;
        if (tape !== undefined) tape.addObject(entry);
        const end = object(members[row + MEMBER.of] ?? 0, at + 1, depth, bound);
        if (end === 0) return 0;
        if (tape !== undefined) tape.close(entry);
        if (bound > 0 && !ended.isInSet && members[row + MEMBER.bound] !== 0) return 0;
        const targets = members[row + MEMBER.targets] ?? 0;
        return targets === 0 || references.fits(targets - 1) ? end : 0;
      }
      case KIND.resource:
      case KIND.contained: {
        const type = bytes[at] === OPEN_BRACE ? typeNameAt(bytes, at, lookup) : -1;
        if (type < 0) return 0;
        if (tape !== undefined) tape.addResource(entry, type);
        const end = kind === KIND.contained ? contained(type, at, depth) : resource(type, at, depth);
        if (tape !== undefined) tape.close(entry);
        return end;
      }
      default:
        return numberEnd(bytes, kind, at);
    }
  }

  return resource;
}
