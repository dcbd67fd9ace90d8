import type { ElementModel } from '../definitions/model.ts';
import type { Faults } from '../messages/fault.ts';
import { about, message } from '../messages/messages.ts';

/**
 * Checks how often an element is there: as often as it must be, and a choice with one type.
 * @param found the element's members that are there, one for each type; undefined where none is
 */
export function checkCounts(
  faults: Faults,
  { name, min, types }: ElementModel,
  found: ReadonlySet<string> | undefined,
  path: string,
): void {
  const element = `${withoutIndexes(path)}.${name}`;
  if (min > 0 && !found) faults.add('cardinality', path, about(element, message('tooFew', { n: min, m: 0 })));
  if (types.length > 1 && found && found.size > 1)
    faults.add('cardinality', path, about(element, message('tooMany', { n: 1, m: found.size })));
}

const withoutIndexes = (path: string): string => path.replaceAll(/\[\d+\]/g, '');

/**
 * Checks that the values of an element, and the extensions beside them, are lists where the element may be there more
 * than once, and no lists where it may not.
 * @returns whether the values can be looked at one by one
 */
export function checkLists(
  faults: Faults,
  { isList }: ElementModel,
  values: readonly unknown[],
  path: string,
): boolean {
  if (!isList) {
    const isRight = !values.some(Array.isArray);
    if (!isRight) faults.add('structure', path, message('notOne'));
    return isRight;
  }
  for (const list of values) {
    if (list === undefined) continue;
    if (!Array.isArray(list)) {
      faults.add('structure', path, message('notAnArray', { kind: list }));
      return false;
    }
    if (list.length === 0) faults.add('structure', path, message('emptyArray'));
  }
  return true;
}
