import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as sdk from '@aws-sdk/client-healthlake';

/** What the SDK says of a structure. Its schemas are lists: kind, namespace, name, traits, members, their schemas, how many are required. */
export interface SdkStructure {
  /** By name: the kind of the member, or the name of the structure that it is. */
  members: Readonly<Record<string, string>>;
  required: readonly string[];
  isUnion: boolean;
}

type Schema = readonly [
  kind: number,
  namespace: string,
  name: string,
  traits: unknown,
  names: readonly string[],
  schemas: readonly unknown[],
  required?: number,
];

const UNION = 4;
const LIST = 1;
/** Added to the number of a simple type: a list of it. */
const LIST_OF = 64;
/** Smithy's numbers of the simple types; all of its numbers are one. */
const SIMPLE: Readonly<Record<number, string>> = { 0: 'string', 1: 'number', 2: 'boolean', 4: 'timestamp' };

const exported = sdk as unknown as Readonly<Record<string, unknown>>;

/** A structure or union by its name; undefined where the SDK has none. */
export function sdkStructure(name: string): SdkStructure | undefined {
  const schema = exported[`${name}$`] as Schema | undefined;
  if (!schema) return undefined;
  const [kind, , , , names, schemas, required = 0] = schema;
  return {
    members: Object.fromEntries(names.map((member, index) => [member, kindOf(schemas[index])])),
    required: kind === UNION ? [] : names.slice(0, required),
    isUnion: kind === UNION,
  };
}

/** A schema as the SDK refers to it: by its number, itself, later, or with traits beside it. */
function kindOf(reference: unknown): string {
  if (typeof reference === 'number')
    return reference >= LIST_OF
      ? `list of ${kindOf(reference - LIST_OF)}`
      : (SIMPLE[reference] ?? String(reference));
  if (typeof reference === 'function') return kindOf((reference as () => unknown)());
  if (!Array.isArray(reference)) return String(reference);
  if (reference.length === 2) return kindOf(reference[0]);
  const [kind, , name, , item] = reference as unknown as Schema;
  return kind === LIST ? `list of ${kindOf(item)}` : name;
}

/** The values of an enum by its name; undefined where the SDK has no such enum. */
export function sdkEnum(name: string): string[] | undefined {
  const values = exported[name];
  return typeof values === 'object' && values !== null
    ? Object.values(values as Record<string, string>)
    : undefined;
}

/** The operations that the SDK has commands for. */
export const sdkOperations = (): string[] =>
  Object.keys(sdk).flatMap((name) => /^([A-Z].*)Command$/.exec(name)?.[1] ?? []);

/** The errors of an operation, as the SDK's documentation of its command has them. */
export function sdkErrors(operation: string): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@aws-sdk/client-healthlake/package.json'));
  const text = readFileSync(join(folder, 'dist-types', 'commands', `${operation}Command.d.ts`), 'utf8');
  return [...text.matchAll(/@throws \{@link (\w+)\} \((?:client|server) fault\)/g)].map(
    ([, name = '']) => name,
  );
}
