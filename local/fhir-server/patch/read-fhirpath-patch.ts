import { badRequest } from '../http/fhir-error.ts';
import type { JsonObject } from './exact-json.ts';
import { isJsonObject } from './exact-json.ts';

/** A value to be put into a resource: as a value[x], or by its elements where its type has no name of its own. */
export interface PatchValue {
  json?: unknown;
  /** Its FHIR type by the name of its parameter (`valueCodeableConcept`). */
  type?: string;
  parts?: readonly { name: string; value: PatchValue }[];
}

/** An operation of a FHIRPath Patch. */
export type Operation =
  | { type: 'add'; path: string; name: string; value: PatchValue }
  | { type: 'insert'; path: string; index: number; value: PatchValue }
  | { type: 'delete'; path: string }
  | { type: 'replace'; path: string; value: PatchValue }
  | { type: 'move'; path: string; source: number; destination: number };

/** Types whose names begin with a small letter. */
const PRIMITIVES: ReadonlySet<string> = new Set(
  'base64Binary boolean canonical code date dateTime decimal id instant integer markdown oid positiveInt string time unsignedInt uri url uuid'.split(
    ' ',
  ),
);

/** The operations of a Parameters resource, checked. @throws FhirError 400 */
export function readOperations(patch: JsonObject): Operation[] {
  const { parameter } = patch;
  if (patch.resourceType !== 'Parameters' || !Array.isArray(parameter) || parameter.length === 0)
    throw badRequest('A FHIRPath Patch is a Parameters resource with at least one operation.');
  return parameter.map((given: unknown, index) => {
    if (!isJsonObject(given) || given.name !== 'operation' || !Array.isArray(given.part))
      throw badRequest(`Parameters.parameter[${index}] must be an operation with parts.`);
    return readOperation(new Parts(given.part, `Operation ${index} of the patch`));
  });
}

function readOperation(parts: Parts): Operation {
  const type = parts.text('type');
  const path = parts.text('path');
  switch (type) {
    case 'add':
      return { type, path, name: parts.text('name'), value: parts.value() };
    case 'insert':
      return { type, path, index: parts.index('index'), value: parts.value() };
    case 'delete':
      return { type, path };
    case 'replace':
      return { type, path, value: parts.value() };
    case 'move':
      return { type, path, source: parts.index('source'), destination: parts.index('destination') };
    default:
      throw parts.refusal('type must be add, insert, delete, replace or move.');
  }
}

/** The parts of an operation, by their names. */
class Parts {
  readonly #parts: readonly unknown[];
  readonly #where: string;

  constructor(parts: readonly unknown[], where: string) {
    this.#parts = parts;
    this.#where = where;
  }

  refusal(rule: string) {
    return badRequest(`${this.#where}: ${rule}`);
  }

  #part(name: string): JsonObject {
    const [part, ...more] = this.#parts.filter(
      (each): each is JsonObject => isJsonObject(each) && each.name === name,
    );
    if (!part || more.length > 0) throw this.refusal(`it must have one ${name}.`);
    return part;
  }

  text(name: string): string {
    const { json } = valueOf(this.#part(name));
    if (typeof json !== 'string' || json.trim() === '') throw this.refusal(`${name} must be a text.`);
    return json;
  }

  index(name: string): number {
    const { json } = valueOf(this.#part(name));
    if (!Number.isInteger(json) || Number(json) < 0)
      throw this.refusal(`${name} must be a whole number from 0 on.`);
    return Number(json);
  }

  value(): PatchValue {
    const value = valueOf(this.#part('value'));
    if (value.json === undefined && !value.parts)
      throw this.refusal('its value must have a value[x], or parts.');
    return value;
  }
}

/** The value[x] of a part, or its parts. */
function valueOf(part: JsonObject): PatchValue {
  for (const [name, json] of Object.entries(part)) {
    const [, type] = /^value([A-Z]\w*)$/.exec(name) ?? [];
    if (type === undefined) continue;
    const primitive = type.charAt(0).toLowerCase() + type.slice(1);
    return { json, type: PRIMITIVES.has(primitive) ? primitive : type };
  }
  if (isJsonObject(part.resource)) return { json: part.resource };
  if (!Array.isArray(part.part)) return {};
  const parts = (part.part as unknown[]).flatMap((each) =>
    isJsonObject(each) && typeof each.name === 'string' ? [{ name: each.name, value: valueOf(each) }] : [],
  );
  return { parts };
}
