import { isObject } from '../fhirpath/item.ts';

/** Whether a value has at least what a pattern has (R4, ElementDefinition.pattern[x]): members, and items in any order. */
export function fitsPattern(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern))
    return Array.isArray(value) && pattern.every((each) => value.some((item) => fitsPattern(item, each)));
  if (isObject(pattern))
    return (
      isObject(value) &&
      Object.entries(pattern).every(
        ([name, each]) => Object.hasOwn(value, name) && fitsPattern(value[name], each),
      )
    );
  return value === pattern;
}
