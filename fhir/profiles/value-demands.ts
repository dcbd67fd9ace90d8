import { isObject } from '../fhirpath/item.ts';
import { order } from '../fhirpath/order.ts';
import { message } from '../messages/messages.ts';
import type { Demand } from './profile.ts';

/** What is wrong with a value by the bounds of its element; undefined where it keeps them, or that cannot be known. */
export function boundsFault({ least, most, maxLength }: Demand, value: unknown): string | undefined {
  if (least !== undefined && (order(value, least) ?? 0) < 0)
    return message('belowLeast', { value, bound: least });
  if (most !== undefined && (order(value, most) ?? 0) > 0)
    return message('aboveMost', { value, bound: most });
  if (maxLength !== undefined && typeof value === 'string' && value.length > maxLength)
    return message('textTooLong', { n: value.length, m: maxLength });
  return undefined;
}

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
