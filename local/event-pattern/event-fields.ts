import { isJsonObject } from '../ground/index.ts';
import type { Leaf } from './test-of-leaf.ts';

/** Which element of which array of the event a value stands in: by the array's number, the element's index. */
export type Membership = ReadonlyMap<number, number>;

/** A leaf of an event, and the elements of arrays that it stands in. */
export interface EventField {
  leaf: Leaf;
  membership: Membership;
}

/**
 * The leaves of an event by their paths, names joined with dots: a name that has dots is such a path itself
 * (aws/event-ruler, "Compiled rules and JSON keys with dots"). Arrays leave no trace in a path. Objects and
 * empty arrays are no leaves.
 */
export function eventFields(event: unknown): ReadonlyMap<string, readonly EventField[]> {
  const fields = new Map<string, EventField[]>();
  let arrays = 0;

  const add = (path: string, leaf: Leaf, membership: Membership): void => {
    const known = fields.get(path);
    if (known) known.push({ leaf, membership });
    else fields.set(path, [{ leaf, membership }]);
  };

  const visit = (value: unknown, path: string, membership: Membership): void => {
    if (isJsonObject(value)) {
      for (const [name, member] of Object.entries(value)) visit(member, `${path}.${name}`, membership);
    } else if (Array.isArray(value)) {
      const array = arrays++;
      value.forEach((element: unknown, index) => {
        const inside = typeof element === 'object' && element !== null;
        visit(element, path, inside ? new Map([...membership, [array, index]]) : membership);
      });
    } else if (value !== undefined) {
      add(path, value as Leaf, membership);
    }
  };

  if (isJsonObject(event)) for (const [name, member] of Object.entries(event)) visit(member, name, new Map());
  return fields;
}

/** Both memberships in one, or undefined where they name two elements of one array. */
export function joined(one: Membership, other: Membership): Membership | undefined {
  if (other.size === 0) return one;
  const both = new Map(one);
  for (const [array, index] of other) {
    const known = both.get(array);
    if (known !== undefined && known !== index) return undefined;
    both.set(array, index);
  }
  return both;
}
