import { BACKSLASH, COLON, QUOTE } from './bytes.ts';
import type { Lookup } from './lookup.ts';
import type { Mark } from './on-line.ts';
import { OnLine, UNSAID } from './on-line.ts';
import type { ByteTables } from './tables.ts';
import { TYPE } from './tables.ts';
import { idEnd, idRunEnd, stringEnd } from './texts.ts';
import { referencedType } from '../r4/references.ts';

const HASH = 0x23;
const SLASH = 0x2f;
const QUESTION = 0x3f;

/** Which list of the line a reference is to. */
type Where = 'nowhere' | 'contained' | 'entries';

/** What the text of a reference says. */
export interface ReadReference {
  /** The row of a type; `UNSAID` where it says none. */
  type: number;
  where: Where;
  start: number;
  end: number;
}

const NOTHING: ReadReference = { type: UNSAID, where: 'nowhere', start: 0, end: 0 };

/**
 * The references of a line (r4/line-references.ts has the rules). Those that say their type are judged where they stand; those to
 * what is contained, and addresses in a Bundle, which may be those of its entries, when their resource or Bundle ends.
 */
export class LineReferences {
  /** Conditional references: they refer to nothing yet. */
  conditional = 0;
  /** Where the texts of references to what is contained begin: at their number sign. */
  readonly local: number[] = [];
  /** What the last text said. */
  read: ReadReference = NOTHING;
  /** The type of the last reference, or the one it names. */
  #to = UNSAID;
  /** The list in which the last reference waits, and its number there. */
  #waitsIn: OnLine | undefined;
  #waits = 0;
  #bundles = 0;
  readonly #contained = new OnLine();
  readonly #entries = new OnLine();
  readonly #tables: ByteTables;
  readonly #lookup: Lookup;

  constructor(tables: ByteTables, lookup: Lookup) {
    this.#tables = tables;
    this.#lookup = lookup;
  }

  begin(): void {
    this.conditional = 0;
    this.local.length = 0;
    this.#bundles = 0;
    this.#contained.clear();
    this.#entries.clear();
  }

  /** Begins a resource that is by itself: what it contains is its own. */
  enter(isBundle: boolean): { contained: Mark; entries: Mark } {
    if (isBundle) this.#bundles++;
    return { contained: this.#contained.mark(), entries: this.#entries.mark() };
  }

  /** Ends it: its references to what stands on the line are judged. */
  leave(
    marks: { contained: Mark; entries: Mark },
    bytes: Uint8Array,
    type: number,
    isBundle: boolean,
  ): boolean {
    if (isBundle) this.#bundles--;
    return (
      this.#contained.settle(marks.contained, bytes, type, this.#isTarget) &&
      (!isBundle || this.#entries.settle(marks.entries, bytes, UNSAID, this.#isTarget))
    );
  }

  /** Takes a contained resource by its id. */
  contain(idStart: number, idEnd: number, type: number): void {
    this.#contained.name(idStart, idEnd, type);
  }

  /** Takes an entry of a Bundle by its fullUrl. */
  enterEntry(urlStart: number, urlEnd: number, type: number): void {
    this.#entries.name(urlStart, urlEnd, type);
  }

  /**
   * Reads the text of `reference`, from behind its opening quote.
   * @returns the position of its closing quote; 0 where it is not plainly right
   */
  readText(bytes: Uint8Array, start: number): number {
    const first = bytes[start] ?? 0;
    if (first < 0x41 || first > 0x5a) return this.#readOther(bytes, start, first);
    let at = start;
    let hash = 0;
    for (let c = first; isLetter(c); c = bytes[++at] ?? 0) hash = (Math.imul(hash, 31) + c) | 0;
    const type = this.#lookup.resourceTypeHashed(hash, start, at);
    if (type < 0) return 0;
    this.read = this.#relative(type);
    // Some programs escape slashes.
    if (bytes[at] === BACKSLASH && bytes[at + 1] === SLASH) at++;
    if (bytes[at] === SLASH) {
      const id = idRunEnd(bytes, at + 1);
      return id === 0 || bytes[id] === QUOTE ? id : historyEnd(bytes, id);
    }
    if (bytes[at] !== QUESTION) return 0;
    const end = stringEnd(bytes, at);
    if (end <= at + 1 || (this.#bundles > 0 && bytes.subarray(at, end).includes(COLON))) return 0;
    this.conditional++;
    return end;
  }

  /** What relative references to a type say, made once. */
  #relative(type: number): ReadReference {
    const known = this.#relatives.get(type);
    if (known) return known;
    const made = { ...NOTHING, type };
    this.#relatives.set(type, made);
    return made;
  }
  readonly #relatives = new Map<number, ReadReference>();

  /** A reference that is not relative. */
  #readOther(bytes: Uint8Array, start: number, first: number): number {
    const end = stringEnd(bytes, start);
    if (end <= start) return 0;
    if (first === HASH) {
      this.local.push(start);
      // The id of what is contained, plainly written, or nothing for what contains it.
      this.read = { type: UNSAID, where: 'contained', start: start + 1, end };
      return end === start + 1 || idRunEnd(bytes, start + 1) === end ? end : 0;
    }
    for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH || (bytes[at] ?? 0) > 0x7e) return 0;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
    const named = referencedType(text);
    if (named === undefined) return 0;
    const type = this.#lookup.resourceTypeNamed(named);
    if (type < 0 && named !== '' && !text.startsWith('http')) return 0;
    const where = this.#bundles > 0 && text.includes(':') ? 'entries' : 'nowhere';
    this.read = { type: type < 0 ? UNSAID : type, where, start, end };
    return end;
  }

  /**
   * Takes the Reference whose members were read.
   * @param read what its text said; undefined where it has none
   * @param named the type that it names; `UNSAID` where it names none
   */
  meet(read: ReadReference | undefined, named: number): boolean {
    const { type, where, start, end } = read ?? NOTHING;
    this.#waitsIn = undefined;
    this.#to = type === UNSAID ? named : type;
    if (where === 'nowhere') return type === UNSAID || named === UNSAID || type === named;
    this.#waitsIn = where === 'contained' ? this.#contained : this.#entries;
    this.#waits = this.#waitsIn.wait(start, end, type, named);
    return true;
  }

  /** Whether the last reference may be where the types it may be to are these. */
  fits(targets: number): boolean {
    if (this.#waitsIn === undefined) return this.#to === UNSAID || this.#isTarget(this.#to, targets);
    this.#waitsIn.limit(this.#waits, targets);
    return true;
  }

  readonly #isTarget = (type: number, targets: number): boolean => {
    const ordinal = this.#tables.types[type + TYPE.ordinal] ?? 0;
    return ((this.#tables.targets[targets + (ordinal >> 5)] ?? 0) & (1 << (ordinal & 31))) !== 0;
  };
}

const HISTORY = Buffer.from('/_history/');

function historyEnd(bytes: Uint8Array, start: number): number {
  for (let i = 0; i < HISTORY.length; i++) if (bytes[start + i] !== HISTORY[i]) return 0;
  return idEnd(bytes, start + HISTORY.length);
}

const isLetter = (c: number | undefined): boolean =>
  c !== undefined && ((c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a));
