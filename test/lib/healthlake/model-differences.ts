import type { Operation, Shape } from '../../../lib/healthlake/model.ts';
import { PUBLISHED_LIMITS } from './published-limits.ts';
import { sdkEnum, sdkErrors, sdkOperations, sdkStructure } from './sdk-model.ts';

/** The product's table, or a copy that a test has changed. */
export interface Table {
  operations: Readonly<Record<string, Pick<Operation, 'input' | 'output' | 'errors'>>>;
  shapes: Readonly<Record<string, Shape>>;
}

/** What one source says otherwise than the table; empty where they agree. */
export type Differences = (table: Table) => string[];

const differ = (what: string, table: unknown, source: unknown): string[] => {
  const [ours, theirs] = [JSON.stringify(table), JSON.stringify(source)];
  return ours === theirs ? [] : [`${what}: ${ours} here, ${theirs} there`];
};
const sorted = (values: readonly string[] = []): string[] => [...values].sort();
const union = (...values: (readonly string[])[]): string[] => [...new Set(values.flat())];

/** A shape with its members in order, so that two can be compared as text. */
const comparable = (shape: Shape | undefined): unknown =>
  shape &&
  Object.fromEntries(
    Object.entries({
      ...shape,
      ...(shape.type === 'structure' && {
        required: sorted(shape.required),
        members: Object.fromEntries(Object.entries(shape.members).sort()),
      }),
      ...(shape.type === 'string' && shape.enum && { enum: sorted(shape.enum) }),
    }).sort(),
  );

/** Against a whole model: every operation, error, shape and constraint. */
export const fromModel =
  (source: Table): Differences =>
  (table) => [
    ...union(Object.keys(table.operations), Object.keys(source.operations)).flatMap((name) => {
      const [ours, theirs] = [table.operations[name], source.operations[name]];
      return [
        ...differ(`${name} input`, ours?.input, theirs?.input),
        ...differ(`${name} output`, ours?.output, theirs?.output),
        ...differ(`${name} errors`, sorted(ours?.errors), sorted(theirs?.errors)),
      ];
    }),
    ...union(Object.keys(table.shapes), Object.keys(source.shapes)).flatMap((name) =>
      differ(name, comparable(table.shapes[name]), comparable(source.shapes[name])),
    ),
  ];

/** Against the SDK: operations, errors, members, which of them are required, types and enums; it has no lengths and no patterns. */
export const fromSdk: Differences = ({ operations, shapes }) => [
  ...differ('operations', sorted(Object.keys(operations)), sorted(sdkOperations())),
  ...Object.entries(operations).flatMap(([name, { errors }]) =>
    differ(`${name} errors`, sorted(errors), sorted(sdkErrors(name))),
  ),
  ...Object.entries(shapes).flatMap(([name, shape]) => {
    if (shape.type === 'string' && (shape.enum ?? sdkEnum(name)))
      return differ(name, sorted(shape.enum), sorted(sdkEnum(name)));
    if (shape.type !== 'structure') return [];
    const theirs = sdkStructure(name);
    const kinds = Object.entries(shape.members).map(([member, of]) => [member, kindIn(shapes, of)]);
    return [
      ...differ(
        `${name} members`,
        sortedEntries(kinds),
        sortedEntries(Object.entries(theirs?.members ?? {})),
      ),
      ...differ(`${name} required`, sorted(shape.required), sorted(theirs?.required)),
      ...differ(`${name} is a union`, shape.union ?? false, theirs?.isUnion ?? false),
    ];
  }),
];

const sortedEntries = (entries: readonly (readonly string[])[]): string[] =>
  entries.map((entry) => entry.join(' ')).sort();

/** A shape as the SDK tells it: all numbers are one kind. */
function kindIn(shapes: Table['shapes'], name: string): string {
  const shape = shapes[name];
  if (shape?.type === 'structure') return name;
  if (shape?.type === 'list') return `list of ${kindIn(shapes, shape.member)}`;
  return shape && ['integer', 'long', 'double'].includes(shape.type) ? 'number' : (shape?.type ?? 'nothing');
}

/** Against the lengths and ranges of the API reference. */
export const fromPublishedLimits: Differences = ({ shapes }) =>
  union(Object.keys(shapes), Object.keys(PUBLISHED_LIMITS)).flatMap((name) => {
    const { min = null, max = null } = (shapes[name] ?? {}) as { min?: number; max?: number };
    return differ(name, [min, max], PUBLISHED_LIMITS[name] ?? [null, null]);
  });
