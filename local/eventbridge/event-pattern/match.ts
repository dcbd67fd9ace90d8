import { isJsonObject } from '../../ground/index.ts';
import type { EventPattern, PatternField } from './parse.ts';
import type { Leaf, Test } from './operators.ts';

/**
 * Whether an event (an envelope, as parsed JSON) matches a compiled pattern. Pure.
 *
 * Arrays of the event are looked into: one element that matches is enough, and all that a pattern asks inside
 * one array must hold for one and the same element. `exists` is about leaves: a field that is an object or
 * an empty array does not exist (EventBridge User Guide, "Arrays in event patterns" and "Exists matching").
 */
export function matches(pattern: EventPattern, event: unknown): boolean {
  return matchesObject(pattern, event, event);
}

function matchesObject(pattern: EventPattern, value: unknown, event: unknown): boolean {
  return (
    pattern.fields.every((field) => matchesField(field, memberOf(value, field.name), event)) &&
    pattern.alternatives.every((group) => group.some((choice) => matchesObject(choice, value, event)))
  );
}

function matchesField({ inner, path }: PatternField, value: unknown, event: unknown): boolean {
  if (isTests(inner)) {
    const leaves = leavesOf(value);
    return inner.some((test) => (test === 'absent' ? !existsAt(event, path) : leaves.some(test)));
  }
  const elements = elementsOf(value).filter(isJsonObject);
  // Without an object to look into, only "exists": false can still hold.
  return (elements.length > 0 ? elements : [undefined]).some((element) =>
    matchesObject(inner, element, event),
  );
}

/** Asked from the event's root, so that "not there" means in no element of any array on the way. */
function existsAt(value: unknown, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return leavesOf(value).length > 0;
  return elementsOf(value).some((element) => existsAt(memberOf(element, name), rest));
}

const isTests = (inner: PatternField['inner']): inner is readonly Test[] => Array.isArray(inner);

const memberOf = (value: unknown, name: string): unknown =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** A value, or the elements of an array, arrays within it flattened. */
const elementsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value.flat(Infinity) : [value]);

const leavesOf = (value: unknown): Leaf[] =>
  elementsOf(value).filter(
    (element): element is Leaf => element === null || (typeof element !== 'object' && element !== undefined),
  );
