import * as sdk from '@aws-sdk/client-dynamodb';

/**
 * The SDK's own schema of an operation (Smithy's, as lists): `[kind, namespace, name, traits, ...]`, where a structure
 * has its members' names and schemas behind, a list its item's schema, a map those of key and value.
 */
type Schema = readonly [kind: number, namespace: string, name: string, traits: unknown, ...rest: unknown[]];
const STRUCTURE = 3;
const LIST = 1;
const MAP = 2;
const OPERATION = 9;

/** The names of all operations of the SDK. */
export const sdkOperations = (): string[] =>
  Object.entries(sdk).flatMap(([name, value]) =>
    name.endsWith('$') && Array.isArray(value) && value[0] === OPERATION ? [name.slice(0, -1)] : [],
  );

/** Every member of an operation's input, nested ones with their path: `Tags.Key`; not those of attribute values. */
export function sdkMembers(operation: string): string[] {
  const schema = (sdk as unknown as Record<string, Schema>)[`${operation}$`];
  if (!schema) throw new Error(`The SDK has no schema of ${operation}.`);
  return [...membersOf(schema[4], '')];
}

function* membersOf(reference: unknown, path: string): Generator<string> {
  const schema = resolved(reference);
  if (!schema || schema[2] === 'AttributeValue') return;
  if (schema[0] === LIST) yield* membersOf(schema[4], path);
  else if (schema[0] === MAP) yield* membersOf(schema[5], path);
  else if (schema[0] === STRUCTURE) {
    const [names, schemas] = schema.slice(4) as [string[], unknown[]];
    for (const [index, name] of names.entries()) {
      const memberPath = path === '' ? name : `${path}.${name}`;
      yield memberPath;
      yield* membersOf(schemas[index], memberPath);
    }
  }
}

/** Schemas that come later stand as functions; those with traits of their own as pairs. */
function resolved(reference: unknown): Schema | undefined {
  if (typeof reference === 'function') return resolved((reference as () => unknown)());
  if (!Array.isArray(reference)) return undefined;
  return typeof reference[0] === 'number' ? (reference as unknown as Schema) : resolved(reference[0]);
}
