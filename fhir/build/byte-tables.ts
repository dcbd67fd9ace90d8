import type { ByteTables } from '../bytes/tables.ts';
import {
  FLAGS,
  KIND,
  MEMBER_FIELDS,
  NOTED,
  NOTED_SHIFT,
  TYPE_FIELDS,
  TYPE_IS,
  hashOf,
} from '../bytes/tables.ts';
import type { Model, TypeModel } from '../definitions/model.ts';
import { typeNumber } from '../r4/resource-types.ts';
import { Codes, Targets, Texts, insert, tableSize } from './byte-pools.ts';
import type { Row } from './member-rows.ts';
import { WORDS, membersOf } from './member-rows.ts';

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
    types.push(typeNumber(name) ?? -1, resourceNames.indexOf(name), idBitOf(rows), first);
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

const idBitOf = (rows: readonly Row[]): number => {
  const id = rows.find(({ kind }) => kind === KIND.elementId);
  if (id && id.word > 0) throw new Error('The id of an element has no bit in the first word.');
  return id?.bit ?? 0;
};

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
