import { BACKSLASH, QUOTE, SPACE } from './bytes.ts';
import type { LineBytes } from './line-window.ts';
import type { ByteTables } from './tables.ts';
import { CODE, MEMBER, TYPE, codeHash, spread } from './tables.ts';

/**
 * Finds what the texts of a line name in the tables. Texts are compared four bytes at a time and with their closing quote, so that none is
 * taken for a longer one.
 */
export function createLookup(tables: ByteTables, lines: LineBytes) {
  // Constants, since V8 compiles where they lie into the code that reads them.
  const { bytes, view } = lines;
  const { types, members, slots, resources, codes, codeSlots, texts: words } = tables;
  const byName = new Map<string, number>();
  const names = Buffer.from(words.buffer, words.byteOffset, words.byteLength);
  for (const slot of resources) {
    if (slot === 0) continue;
    const start = (types[slot - 1 + TYPE.name] ?? 0) * 4;
    const length = (types[slot - 1 + TYPE.length] ?? 0) - 1;
    byName.set(names.toString('latin1', start, start + length), slot - 1);
  }

  /**
   * Whether a text of the tables stands at a position.
   * @param length its bytes, the closing quote included
   */
  function isTextAt(word: number, length: number, position: number): boolean {
    let left = length;
    let at = position;
    let next = word;
    for (; left >= 4; left -= 4) {
      if (view.getInt32(at, true) !== words[next++]) return false;
      at += 4;
    }
    return left === 0 || ((view.getInt32(at, true) ^ (words[next] ?? 0)) & ((1 << (left * 8)) - 1)) === 0;
  }

  /** The member of a type whose name stands at a position; -1 where it has none of that name. */
  function member(table: number, mask: number, at: number): number {
    const hash = hashAt(at);
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[table + slot] ?? 0) - 1;
      if (row < 0) return -1;
      if (members[row + MEMBER.hash] !== hash) continue;
      if (isTextAt(members[row + MEMBER.name] ?? 0, members[row + MEMBER.length] ?? 0, at)) return row;
    }
  }

  /** The type of resources whose name stands at a position; -1 where there is none. */
  function resourceType(at: number): number {
    return resourceTypeHashed(hashAt(at), at, 0);
  }

  /**
   * The same where the name's hash is known.
   * @param end where something else than a quote ends it; 0 where a quote does
   */
  function resourceTypeHashed(hash: number, at: number, end: number): number {
    const mask = resources.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const row = (resources[slot] ?? 0) - 1;
      if (row < 0) return -1;
      const length = (types[row + TYPE.length] ?? 0) - (end > 0 ? 1 : 0);
      if (end > 0 && length !== end - at) continue;
      if (isTextAt(types[row + TYPE.name] ?? 0, length, at)) return row;
    }
  }

  /** The type of resources of a name; -1 where there is none. */
  function resourceTypeNamed(name: string): number {
    return byName.get(name) ?? -1;
  }

  /** Whether a value set has the code at a position, of the system at another, if that is not 0. */
  function hasCode(valueSet: number, code: number, system: number): boolean {
    const hash = codeHash(hashAt(code), valueSet);
    const mask = codeSlots.length - 1;
    for (let slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      const row = (codeSlots[slot] ?? 0) - 1;
      if (row < 0) return false;
      if (codes[row + CODE.hash] !== hash || codes[row + CODE.valueSet] !== valueSet) continue;
      if (!isTextAt(codes[row + CODE.code] ?? 0, codes[row + CODE.codeLength] ?? 0, code)) continue;
      if (
        system === 0 ||
        isTextAt(codes[row + CODE.system] ?? 0, codes[row + CODE.systemLength] ?? 0, system)
      )
        return true;
    }
  }

  /** The hash of the text at a position, to its closing quote, or to what no such text has. */
  function hashAt(start: number): number {
    let hash = 0;
    let c = bytes[start] ?? 0;
    for (let at = start; c !== QUOTE && c >= SPACE && c !== BACKSLASH; c = bytes[++at] ?? 0)
      hash = (Math.imul(hash, 31) + c) | 0;
    return hash;
  }
  return { isTextAt, member, resourceType, resourceTypeHashed, resourceTypeNamed, hasCode };
}

export type Lookup = ReturnType<typeof createLookup>;
