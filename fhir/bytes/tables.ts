/**
 * R4 as the byte judge reads it: numbers. What refers to a row of a table does so by where it begins. Nothing is compiled and nothing is parsed, so that
 * it loads in a millisecond. Everything that is looked up by text is so by the text's hash (`hashOf`), in open-addressed tables of a
 * power of two; where a hash is found its bytes are compared.
 */
export interface ByteTables {
  /** `TYPE_FIELDS` numbers for each type of the model. */
  types: Int32Array;
  /** `MEMBER_FIELDS` numbers for each JSON member of each type. */
  members: Int32Array;
  /** Members of a type, by hash of the name: the member's row + 1, or 0. */
  slots: Int32Array;
  /** Types that are resources, by hash of the name: the type's row + 1, or 0. */
  resources: Int32Array;
  /** `CODE_FIELDS` numbers for each code of each required value set. */
  codes: Int32Array;
  /** Codes by hash of code and value set: the code's row + 1, or 0. */
  codeSlots: Int32Array;
  /** Sets of types that references may be to: a bit for each type that is a resource. */
  targets: Int32Array;
  /** The bytes of all names, systems and codes, four in a number, each with a closing quote and at a number of its own. */
  texts: Int32Array;
}

/** The tables in the order in which they are written; all of 32-bit numbers. */
export const TABLES = [
  'types',
  'members',
  'slots',
  'resources',
  'codes',
  'codeSlots',
  'targets',
  'texts',
] as const satisfies readonly (keyof ByteTables)[];

/** Numbers of a type. */
export const TYPE = {
  /** Where its members' slots begin, and the mask of a hash in them. */
  slots: 0,
  mask: 1,
  /** The bits of the members that must be there, in three words. */
  required: 2,
  /** What the type is: `TYPE_IS`. */
  is: 5,
  /** Its name's place in `texts`, and its bytes with the closing quote. */
  name: 6,
  length: 7,
  /** Its number in the local store (resource-types.ts); -1 where HealthLake does not have it. */
  stored: 8,
  /** Its number among the resources, for `targets`; -1 where it is none. */
  ordinal: 9,
  /** The bit of an element's id, which by itself is no content; in the first word. */
  idBit: 10,
  /** The member that came first the last time: the judge's own. */
  first: 11,
} as const;
export const TYPE_FIELDS = 12;

export const TYPE_IS = { resource: 1, reference: 2, concept: 4, coded: 8, bundle: 16, entry: 32 } as const;

/** Numbers of a member. */
export const MEMBER = {
  /** The member that came next the last time, of the same type: the judge's own. */
  next: 0,
  /** Its name's place in `texts`, and its bytes with the closing quote. */
  name: 1,
  length: 2,
  /** What it is: `FLAGS`. */
  flags: 3,
  /** Its bit in its word: those of a choice share one. */
  bit: 4,
  /** The row of the type of an element with members; the number of the value set of a code. */
  of: 5,
  /** The set of types that it may refer to, + 1; 0 for any. */
  targets: 6,
  /** The value set that a concept, a coding or a quantity must be of, + 1; 0 for none. */
  bound: 7,
  /** Its name's hash. */
  hash: 8,
} as const;
export const MEMBER_FIELDS = 9;

/** Parts of a member's flags. */
export const FLAGS = {
  /** What its value is: `KIND`. */
  kind: 31,
  isList: 32,
  /** The word of its bit: neither is the first of three. */
  word1: 64,
  word2: 128,
  /** It is the list of a concept's codings. */
  isCoding: 256,
  /** What of it is remembered to the end of its object: `NOTED`. */
  noted: 7 << 9,
} as const;
export const NOTED_SHIFT = 9;

/** Values that are judged, or told, when their object ends. */
export const NOTED = {
  nothing: 0,
  id: 1,
  system: 2,
  code: 3,
  reference: 4,
  referenceType: 5,
  fullUrl: 6,
  meta: 7,
} as const;
export const NOTED_FIELDS = 8;

/** Numbers of a code. */
export const CODE = { hash: 0, valueSet: 1, code: 2, codeLength: 3, system: 4, systemLength: 5 } as const;
export const CODE_FIELDS = 6;

/** Kinds of values: first those that are no strings, then strings; those from `xhtml` on are rare: their text is decoded. */
export const KIND = {
  complex: 0,
  resource: 1,
  contained: 2,
  decimal: 3,
  boolean: 4,
  integer: 5,
  positiveInt: 6,
  unsignedInt: 7,
  text: 8,
  uri: 9,
  token: 10,
  code: 11,
  reference: 12,
  id: 13,
  dateTime: 14,
  date: 15,
  instant: 16,
  time: 17,
  base64: 18,
  elementId: 19,
  resourceType: 20,
  xhtml: 21,
  decoded: 22,
} as const;

/** The hash of a text. */
export function hashOf(text: string): number {
  let hash = 0;
  for (const byte of Buffer.from(text)) hash = (Math.imul(hash, 31) + byte) | 0;
  return hash;
}

/** The hash of a code in one value set. */
export const codeHash = (hash: number, valueSet: number): number =>
  (hash ^ Math.imul(valueSet + 1, 0x9e3779b1)) | 0;

/** Spreads a hash over a table. */
export const spread = (hash: number): number => (hash ^ (hash >>> 15)) & 0x7fffffff;

/** The tables as one file: a line of JSON with their lengths, filled up to a multiple of four bytes, then the tables. */
export function written(tables: ByteTables): Buffer {
  const lengths = TABLES.map((name) => tables[name].length);
  const head = JSON.stringify(lengths);
  const padded = `${head.padEnd(Math.ceil((head.length + 1) / 4) * 4 - 1)}\n`;
  return Buffer.concat([
    Buffer.from(padded),
    ...TABLES.map((name) =>
      Buffer.from(tables[name].buffer, tables[name].byteOffset, tables[name].byteLength),
    ),
  ]);
}

/** @param file what `written` made */
export function readTables(file: Buffer): ByteTables {
  const newline = file.indexOf(10);
  const lengths = JSON.parse(file.toString('latin1', 0, newline)) as number[];
  // A copy of its own begins at an address that numbers of 32 bits may have.
  const memory = new Uint8Array(file.subarray(newline + 1)).buffer;
  let at = 0;
  const numbers = (length: number): Int32Array => {
    const table = new Int32Array(memory, at, length);
    at += length * 4;
    return table;
  };
  return Object.fromEntries(TABLES.map((name, index) => [name, numbers(lengths[index] ?? 0)])) as Record<
    keyof ByteTables,
    Int32Array
  >;
}
