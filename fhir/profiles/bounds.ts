import { order } from '../fhirpath/order.ts';
import { quoted } from '../messages/fault.ts';
import type { Demand } from './profile.ts';

/** What is wrong with a value by the bounds of its element; undefined where it keeps them, or that cannot be told. */
export function boundsFault({ least, most, maxLength }: Demand, value: unknown): string | undefined {
  if (least !== undefined && (order(value, least) ?? 0) < 0)
    return `the value ${quoted(value)} is below the least that is allowed, ${quoted(least)}`;
  if (most !== undefined && (order(value, most) ?? 0) > 0)
    return `the value ${quoted(value)} is above the most that is allowed, ${quoted(most)}`;
  if (maxLength !== undefined && typeof value === 'string' && value.length > maxLength)
    return `the text has ${value.length} characters, and at most ${maxLength} are allowed`;
  return undefined;
}
