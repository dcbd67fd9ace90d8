import { CORE_URL } from '../definitions/definitions.ts';
import { referencedType } from './references.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What stands on a line around a reference. */
export interface Surroundings {
  /** The resource that the reference is in; of one in a contained resource, the resource that contains it. */
  container?: unknown;
  /** The Bundle whose entry that is. */
  bundle?: unknown;
}

/**
 * The type that a reference is to: as the line has it, where the resource itself stands there, otherwise as the text has it. ''
 * where neither says; undefined where it is not a reference at all (R4, "References", "Resolving references in Bundles").
 */
export function targetType(reference: string, surroundings: Surroundings): string | undefined {
  const named = referencedType(reference);
  if (named === undefined || !mayStandOnLine(reference, surroundings)) return named;
  const type = resourceOnLine(reference, surroundings)?.resourceType;
  return typeof type === 'string' ? type : named;
}

/** A fragment is to what is contained, and an absolute reference may be to an entry of the Bundle. */
const mayStandOnLine = (reference: string, { bundle }: Surroundings): boolean =>
  reference.startsWith('#') || (bundle !== undefined && reference.includes(':'));

/** The resource on the line that a reference is to; undefined where it does not stand there. */
export function resourceOnLine(
  reference: string,
  { container, bundle }: Surroundings,
): JsonObject | undefined {
  if (reference === '#') return isObject(container) ? container : undefined;
  return reference.startsWith('#')
    ? memberNamed(container, 'contained', reference.slice(1))
    : memberNamed(bundle, 'entry', reference);
}

/** Lists that are longer than this are looked through once, and not for each reference. */
const SHORT = 8;

/** Resources by id or fullUrl, by the list that they are in. */
const indexes = new WeakMap<readonly unknown[], ReadonlyMap<unknown, JsonObject>>();

function memberNamed(holder: unknown, list: 'contained' | 'entry', name: string): JsonObject | undefined {
  const items = isObject(holder) && Object.hasOwn(holder, list) ? holder[list] : undefined;
  if (!Array.isArray(items)) return undefined;
  if (items.length <= SHORT)
    for (const item of items as readonly unknown[]) {
      if (nameIn(item, list) === name) return resourceIn(item, list);
    }
  else return indexOf(items, list).get(name);
  return undefined;
}

function indexOf(items: readonly unknown[], list: 'contained' | 'entry'): ReadonlyMap<unknown, JsonObject> {
  const known = indexes.get(items);
  if (known) return known;
  const made = new Map<unknown, JsonObject>();
  for (const item of items) {
    const [name, resource] = [nameIn(item, list), resourceIn(item, list)];
    if (resource && name !== undefined && !made.has(name)) made.set(name, resource);
  }
  indexes.set(items, made);
  return made;
}

const nameIn = (item: unknown, list: 'contained' | 'entry'): unknown =>
  isObject(item) ? item[list === 'contained' ? 'id' : 'fullUrl'] : undefined;

function resourceIn(item: unknown, list: 'contained' | 'entry'): JsonObject | undefined {
  const resource = list === 'entry' && isObject(item) ? item.resource : item;
  return isObject(resource) ? resource : undefined;
}

/** The type that `Reference.type` names, which is relative to R4's own definitions, or the address of another. */
export const namedType = (type: string): string =>
  type.startsWith(CORE_URL) ? type.slice(CORE_URL.length) : type;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
