import type { ByteTables } from '../bytes/tables.ts';
import { CODE_FIELDS, codeHash, hashOf, spread } from '../bytes/tables.ts';
import type { Model } from '../definitions/model.ts';

/** What the rows of the byte judge's tables refer to: texts, codes, sets of types. */

/** A table with room for twice as much: a look-up ends at the first empty place. */
export const tableSize = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(count, 1) * 2 + 1));

export function insert(table: Int32Array, mask: number, hash: number, row: number): void {
  let slot = spread(hash) & mask;
  while (table[slot] !== 0) slot = (slot + 1) & mask;
  table[slot] = row + 1;
}

/** Texts, each once, in one pool. */
export class Texts {
  readonly #places = new Map<string, readonly [word: number, length: number]>();
  readonly #words: number[] = [];

  /** Where a text is, and its bytes with the closing quote. */
  place(text: string): readonly [word: number, length: number] {
    const known = this.#places.get(text);
    if (known) return known;
    const bytes = Buffer.from(`${text}"`);
    const place = [this.#words.length, bytes.length] as const;
    this.#places.set(text, place);
    const padded = Buffer.alloc(Math.ceil(bytes.length / 4) * 4);
    bytes.copy(padded);
    for (let at = 0; at < padded.length; at += 4) this.#words.push(padded.readInt32LE(at));
    return place;
  }

  words(): Int32Array {
    return Int32Array.from(this.#words);
  }
}

/** The codes of the value sets that are met. */
export class Codes {
  readonly #numbers = new Map<string, number>();
  readonly #rows: { hash: number; valueSet: number; code: string; system: string }[] = [];
  readonly #texts: Texts;

  constructor(texts: Texts) {
    this.#texts = texts;
  }

  valueSet(url: string, { valueSets }: Model): number {
    const known = this.#numbers.get(url);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(url, number);
    for (const [system, codes] of Object.entries(valueSets[url] ?? {}))
      for (const code of codes)
        this.#rows.push({ hash: codeHash(hashOf(code), number), valueSet: number, code, system });
    return number;
  }

  tables(): Pick<ByteTables, 'codes' | 'codeSlots'> {
    const size = tableSize(this.#rows.length);
    const codeSlots = new Int32Array(size);
    const codes = this.#rows.flatMap(({ hash, valueSet, code, system }, number) => {
      insert(codeSlots, size - 1, hash, number * CODE_FIELDS);
      return [hash, valueSet, ...this.#texts.place(code), ...this.#texts.place(system)];
    });
    if (codes.length !== this.#rows.length * CODE_FIELDS)
      throw new Error('A code has other numbers than fields.');
    return { codes: Int32Array.from(codes), codeSlots };
  }
}

/** Sets of types that references may be to. */
export class Targets {
  readonly #resources: readonly string[];
  readonly #places = new Map<string, number>();
  readonly #rows: number[] = [];

  constructor(resources: readonly string[]) {
    this.#resources = resources;
  }

  /** Where the set begins. */
  row(types: readonly string[]): number {
    const key = types.join();
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const row = new Array<number>(Math.ceil(this.#resources.length / 32)).fill(0);
    for (const type of types) {
      const ordinal = this.#resources.indexOf(type);
      if (ordinal < 0) throw new Error(`A reference may be to ${type}, which is no resource.`);
      row[ordinal >> 5] = (row[ordinal >> 5] ?? 0) | (1 << (ordinal & 31));
    }
    const at = this.#rows.length;
    this.#places.set(key, at);
    this.#rows.push(...row);
    return at;
  }

  table(): Int32Array {
    return Int32Array.from(this.#rows);
  }
}
