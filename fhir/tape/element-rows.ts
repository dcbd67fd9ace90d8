import type { ByteTables } from '../bytes/tables.ts';
import { MEMBER, MEMBER_FIELDS, TYPE, TYPE_FIELDS } from '../bytes/tables.ts';
import type { ElementModel, Model } from '../definitions/model.ts';
import { pathName } from '../definitions/model.ts';

/** An element of a type, by the rows that its JSON members have in the tables. */
export interface ElementRows {
  element: ElementModel;
  /** The types of its values, by the member's row. */
  types: ReadonlyMap<number, string>;
  /** The rows of its members, that of a primitive's extensions included. */
  all: readonly number[];
  /** The row of a primitive's extensions; -1 where they take the closer look anyway. */
  extensions: number;
  isPrimitive: boolean;
}

/** Leads from names of the model to rows of the judge's tables, and back. */
export function createElementRows({ types: modelTypes, bases }: Model, tables: ByteTables) {
  const { types, members, texts } = tables;
  const pool = Buffer.from(texts.buffer, texts.byteOffset, texts.byteLength);
  const names = Object.keys(modelTypes);
  const known = new Map<string, ReadonlyMap<string, ElementRows>>();

  const firstOf = (number: number): number =>
    number < names.length ? (types[number * TYPE_FIELDS + TYPE.first] ?? 0) : members.length;

  /** The rows of a type's members, by their names. */
  function rowsOf(type: string): Map<string, number> {
    const number = names.indexOf(type);
    const rows = new Map<string, number>();
    for (let row = firstOf(number); row < firstOf(number + 1); row += MEMBER_FIELDS) {
      const start = (members[row + MEMBER.name] ?? 0) * 4;
      rows.set(pool.toString('latin1', start, start + (members[row + MEMBER.length] ?? 0) - 1), row);
    }
    return rows;
  }

  /** The elements of a type, by the names that they have in paths. */
  function elementsOf(type: string): ReadonlyMap<string, ElementRows> {
    const found = known.get(type);
    if (found) return found;
    const rows = rowsOf(type);
    const elements = new Map(
      (modelTypes[type]?.elements ?? []).map((element): [string, ElementRows] => {
        const types = new Map(element.types.map((each) => [rows.get(each.property) ?? -1, each.type]));
        const extensions = rows.get(`_${element.types[0]?.property ?? ''}`) ?? -1;
        const isPrimitive = element.types.some((each) => each.isPrimitive);
        const all = extensions < 0 ? [...types.keys()] : [...types.keys(), extensions];
        return [pathName(element), { element, types, all, extensions, isPrimitive }];
      }),
    );
    known.set(type, elements);
    return elements;
  }

  /** The name of the type that a row of the tables is of. */
  const typeAt = (row: number): string => names[row / TYPE_FIELDS] ?? '';

  /** The type that a member is of, and the element. */
  function elementAt(row: number): ElementRows | undefined {
    let [low, high] = [0, names.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (firstOf(middle) <= row) low = middle;
      else high = middle;
    }
    for (const element of elementsOf(names[low] ?? '').values()) if (element.types.has(row)) return element;
    return undefined;
  }

  /** Whether a type is another one, or specialises it. */
  const isOf = (type: string, name: string): boolean =>
    type === name || (bases[type] !== undefined && isOf(bases[type], name));

  return { typeNames: names, memberCount: members.length, elementsOf, elementAt, typeAt, isOf };
}

export type ElementRowsOf = ReturnType<typeof createElementRows>;
