import type { TextEntry } from './entry.ts';
import { valuesIn } from './members.ts';

export const textEntries = (value: unknown): TextEntry[] =>
  typeof value === 'string' && value !== '' ? [{ value }] : [];

const partsOf =
  (...members: string[]) =>
  (value: unknown): TextEntry[] =>
    members.flatMap((member) => valuesIn(value, member).flatMap(textEntries));

/** R4, "string": any of the parts of a name. */
export const nameEntries = partsOf('text', 'family', 'given', 'prefix', 'suffix');
/** R4, "string": any of the parts of an address. */
export const addressEntries = partsOf('text', 'line', 'city', 'district', 'state', 'postalCode', 'country');
