import type { ElementModel } from '../definitions/model.ts';
import type { Faults } from '../messages/fault.ts';
import { about, message } from '../messages/messages.ts';
import { shortPath } from '../messages/quoted.ts';

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
  if (min > 0 && !found)
    faults.add('cardinality', path, about(elementAt(path, name), message('tooFew', { n: min, m: 0 })));
  if (types.length > 1 && found && found.size > 1)
    faults.add(
      'cardinality',
      path,
      about(elementAt(path, name), message('tooMany', { n: 1, m: found.size })),
    );
}

/** Messages name an element without the positions of lists. */
const elementAt = (path: string, name: string): string =>
  `${shortPath(path.replaceAll(/\[\d+\]/g, ''))}.${name}`;

/**
 * Checks that the values of an element, and the extensions beside them, are lists where the element may be there more
 * than once, and no lists where it may not.
 * @returns whether the values can be looked at one by one
 */
export function checkLists(
  faults: Faults,
  { isList }: ElementModel,
  value: unknown,
  extension: unknown,
  path: string,
): boolean {
  if (isList) return checkList(faults, value, path) && checkList(faults, extension, path);
  const isRight = !Array.isArray(value) && !Array.isArray(extension);
  if (!isRight) faults.add('structure', path, message('notOne'));
  return isRight;
}

function checkList(faults: Faults, list: unknown, path: string): boolean {
  if (list === undefined) return true;
  const isList = Array.isArray(list);
  if (!isList) faults.add('structure', path, message('notAnArray', { kind: list }));
  else if (list.length === 0) faults.add('structure', path, message('emptyArray'));
  return isList;
}
