import type { EventField, Membership } from './event-fields.ts';
import { eventFields, joined } from './event-fields.ts';
import type { EventPattern, PatternField } from './parse.ts';

/**
 * Whether an event (an envelope, as parsed JSON) matches a compiled pattern. Pure.
 *
 * Arrays of the event are looked into: one element that matches is enough, and all that a pattern asks inside
 * one array must hold for one and the same element. The fields of a pattern are judged in the order of their
 * paths, as aws/event-ruler does, and each that is found binds the elements it was found in: `exists: false`
 * asks only what does not contradict the fields before it. `exists` is about leaves: a field that is an object
 * or an empty array does not exist (EventBridge User Guide, "Arrays in event patterns" and "Exists matching").
 */
export function matches(pattern: EventPattern, event: unknown): boolean {
  const fields = eventFields(event);
  return pattern.branches.some((branch) => matchesBranch(branch, fields));
}

/**
 * A search without a repetition: what fails once for the elements that the remaining fields can ask for is
 * not tried again, so that independent arrays of an event do not multiply.
 */
function matchesBranch(
  branch: readonly PatternField[],
  fields: ReadonlyMap<string, readonly EventField[]>,
): boolean {
  const found = branch.map(({ path }) => fields.get(path) ?? []);
  const asked = arraysAskedFrom(found);
  const failed = new Set<string>();

  const holdFrom = (position: number, bound: Membership): boolean => {
    const field = branch[position];
    if (!field) return true;
    const candidates = found[position] ?? [];
    const relevant = [...bound].filter(([array]) => asked[position]?.has(array));
    const key = `${position} ${relevant
      .map((entry) => entry.join(':'))
      .sort()
      .join()}`;
    if (failed.has(key)) return false;
    const holds = field.tests.some((test) =>
      test === 'absent'
        ? candidates.every(({ membership }) => !joined(bound, membership)) && holdFrom(position + 1, bound)
        : candidates.some(({ leaf, membership }) => {
            const both = test(leaf) && joined(bound, membership);
            return both && holdFrom(position + 1, both);
          }),
    );
    if (!holds) failed.add(key);
    return holds;
  };

  return holdFrom(0, new Map());
}

/** For each field of a branch, the arrays that it or a later one stands in. */
function arraysAskedFrom(found: readonly (readonly EventField[])[]): ReadonlySet<number>[] {
  const later = new Set<number>();
  return found
    .toReversed()
    .map((candidates) => {
      for (const { membership } of candidates) for (const array of membership.keys()) later.add(array);
      return new Set(later);
    })
    .reverse();
}
