import type { ByteTables } from '../bytes/tables.ts';
import {
  CODE_FIELDS,
  FLAGS,
  KIND,
  MEMBER_FIELDS,
  NOTED,
  NOTED_SHIFT,
  TYPE_FIELDS,
  TYPE_IS,
  codeHash,
  hashOf,
  spread,
} from '../bytes/tables.ts';
import type { ElementModel, ElementType, Model, TypeModel } from '../definitions/model.ts';
import { CODE_FORMS } from '../r4/code-forms.ts';
import { rulesOf } from '../r4/primitives.ts';
import { typeNumber } from '../r4/resource-types.ts';

/** Bits of a type's members, in three words of which the sign is left out. */
const BITS = 31;
const WORDS = 3;

/** Makes the tables of the byte judge of the model: the same rules as the pass that words errors has. */
export function byteTables(model: Model): ByteTables {
  const names = Object.keys(model.types);
  const texts = new Texts();
  const codes = new Codes(texts);
  const resourceNames = names.filter((name) => model.types[name]?.isResource);
  const targets = new Targets(resourceNames);
  const rowOf = new Map(names.map((name, number) => [name, number * TYPE_FIELDS]));
  const types: number[] = [];
  const members: number[] = [];
  const slots: number[] = [];

  const valueSet = (url: string): number => codes.valueSet(url, model);
  const typeOf = (name: string): number => {
    const row = rowOf.get(name);
    if (row === undefined) throw new Error(`The definitions have no type ${name}.`);
    return row;
  };

  for (const [name, type] of Object.entries(model.types)) {
    const rows = membersOf(name, type, { valueSet, typeOf, targets });
    const size = tableSize(rows.length);
    const own = new Int32Array(size);
    const first = members.length;
    for (const row of rows) {
      const at = members.length;
      insert(own, size - 1, hashOf(row.property), at);
      const isCoding = name === 'CodeableConcept' && row.property === 'coding';
      members.push(at, ...texts.place(row.property), flagsOf(row, isCoding), row.bit);
      members.push(row.of, row.targets, row.bound, hashOf(row.property));
    }
    types.push(slots.length, size - 1, ...requiredOf(rows), isOf(name, type), ...texts.place(name));
    types.push(typeNumber(name) ?? -1, resourceNames.indexOf(name), first);
    if (types.length % TYPE_FIELDS !== 0 || members.length % MEMBER_FIELDS !== 0)
      throw new Error('A row has more numbers than fields.');
    slots.push(...own);
  }

  const resourceSize = tableSize(resourceNames.length);
  const resources = new Int32Array(resourceSize);
  for (const name of resourceNames) insert(resources, resourceSize - 1, hashOf(name), typeOf(name));
  return {
    types: Int32Array.from(types),
    members: Int32Array.from(members),
    slots: Int32Array.from(slots),
    resources,
    ...codes.tables(),
    targets: targets.table(),
    texts: texts.words(),
  };
}

/** A member of a type, before it is written as numbers. */
interface Row {
  property: string;
  kind: number;
  of: number;
  word: number;
  bit: number;
  isList: boolean;
  targets: number;
  bound: number;
  isRequired: boolean;
  noted?: number;
}

interface Numbering {
  valueSet: (url: string) => number;
  typeOf: (name: string) => number;
  targets: Targets;
}

function membersOf(typeName: string, { isResource, elements }: TypeModel, numbering: Numbering): Row[] {
  let bits = 0;
  const nextBit = (): Pick<Row, 'word' | 'bit'> => {
    const at = bits++;
    if (at >= BITS * WORDS) throw new Error(`${typeName} has more members than bits.`);
    return { word: Math.floor(at / BITS), bit: 1 << (at % BITS) };
  };
  const plain = { of: 0, isList: false, targets: 0, bound: 0, isRequired: false };
  const rows: Row[] = isResource
    ? [{ ...plain, property: 'resourceType', kind: KIND.resourceType, ...nextBit(), of: numbering.typeOf(typeName) }]
    : [];
  for (const element of elements) {
    const place = nextBit();
    for (const type of element.types)
      rows.push({
        property: type.property,
        ...place,
        isList: element.isList,
        isRequired: element.min > 0,
        ...valueOf(typeName, isResource, type, numbering),
      });
    if (hasPlainExtension(element)) {
      const kind = { kind: KIND.complex, of: numbering.typeOf('Element') };
      rows.push({ ...plain, property: `_${element.types[0]?.property ?? ''}`, ...kind, ...nextBit() });
    }
  }
  return rows;
}

/** Extensions of primitives in lists and choices are rare and intricate: they take the closer look. */
const hasPlainExtension = ({ isList, types }: ElementModel): boolean =>
  !isList && types.length === 1 && (types[0]?.isPrimitive ?? false);

function valueOf(
  typeName: string,
  isOfResource: boolean,
  type: ElementType,
  { valueSet, typeOf, targets }: Numbering,
): Pick<Row, 'kind' | 'of' | 'targets' | 'bound' | 'noted'> {
  const none = { of: 0, targets: 0, bound: 0 };
  if (type.isPrimitive) {
    if (type.valueSet !== undefined && !CODE_FORMS[type.valueSet])
      return { ...none, kind: KIND.code, of: valueSet(type.valueSet) };
    if (type.valueSet !== undefined) return { ...none, kind: KIND.decoded + formNumber(type.valueSet) };
    const isReference = typeName === 'Reference' && type.property === 'reference';
    const kind = isReference ? KIND.reference : kindOf(rulesOf(type));
    const noted = isOfResource && type.property === 'id' ? NOTED.id : NOTED_MEMBERS[`${typeName}.${type.property}`];
    return { ...none, kind, ...(noted !== undefined && { noted }) };
  }
  if (type.type === 'Resource')
    return { ...none, kind: type.property === 'contained' ? KIND.contained : KIND.resource };
  return {
    kind: KIND.complex,
    of: typeOf(type.type),
    targets: type.targets ? targets.row(type.targets) + 1 : 0,
    bound: type.valueSet === undefined ? 0 : valueSet(type.valueSet) + 1,
  };
}

/** Members that are judged when their object ends. */
const NOTED_MEMBERS: Readonly<Record<string, number | undefined>> = {
  'Reference.reference': NOTED.reference,
  'Reference.type': NOTED.referenceType,
  'Coding.system': NOTED.system,
  'Coding.code': NOTED.code,
  'Quantity.system': NOTED.system,
  'Quantity.code': NOTED.code,
  'Bundle.entry.fullUrl': NOTED.fullUrl,
};

const KINDS: Readonly<Record<string, number | undefined>> = {
  string: KIND.text,
  markdown: KIND.text,
  canonical: KIND.uri,
  uri: KIND.uri,
  url: KIND.uri,
  code: KIND.token,
  base64Binary: KIND.base64,
};

/** Primitive types whose text is decoded; their place is their number. */
export const DECODED_TYPES: readonly string[] = ['oid', 'uuid'];

/** Value sets of codes that are known by their form. */
export const DECODED_FORMS: readonly string[] = Object.keys(CODE_FORMS);

function kindOf(rules: string): number {
  const decoded = DECODED_TYPES.indexOf(rules);
  if (decoded >= 0) return KIND.decoded + decoded;
  const kind = KINDS[rules] ?? (KIND as Readonly<Record<string, number | undefined>>)[rules];
  if (kind === undefined) throw new Error(`The byte judge does not know the primitive type ${rules}.`);
  return kind;
}

const formNumber = (valueSet: string): number => DECODED_TYPES.length + DECODED_FORMS.indexOf(valueSet);

const flagsOf = ({ kind, isList, word, noted }: Row, isCoding: boolean): number =>
  kind |
  (isList ? FLAGS.isList : 0) |
  (word === 1 ? FLAGS.word1 : 0) |
  (word === 2 ? FLAGS.word2 : 0) |
  (isCoding ? FLAGS.isCoding : 0) |
  ((noted ?? NOTED.nothing) << NOTED_SHIFT);

function requiredOf(rows: readonly Row[]): number[] {
  const words = new Array<number>(WORDS).fill(0);
  for (const { isRequired, word, bit } of rows) if (isRequired) words[word] = (words[word] ?? 0) | bit;
  return words;
}

const IS: Readonly<Record<string, number | undefined>> = {
  Reference: TYPE_IS.reference,
  CodeableConcept: TYPE_IS.concept,
  Coding: TYPE_IS.coded,
  Quantity: TYPE_IS.coded,
  Bundle: TYPE_IS.bundle,
  'Bundle.entry': TYPE_IS.entry,
};

const isOf = (name: string, { isResource }: TypeModel): number =>
  (isResource ? TYPE_IS.resource : 0) | (IS[name] ?? 0);

/** A table with room for twice as much: a look-up ends at the first empty place. */
const tableSize = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(count, 1) * 2 + 1));

function insert(table: Int32Array, mask: number, hash: number, row: number): void {
  let slot = spread(hash) & mask;
  while (table[slot] !== 0) slot = (slot + 1) & mask;
  table[slot] = row + 1;
}

/** Texts, each once, in one pool. */
class Texts {
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
class Codes {
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
    if (codes.length !== this.#rows.length * CODE_FIELDS) throw new Error('A code has other numbers than fields.');
    return { codes: Int32Array.from(codes), codeSlots };
  }
}

/** Sets of types that references may be to. */
class Targets {
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
