import type { TextEntry } from './entry.ts';
import { SEPARATOR } from './entry.ts';
import { memberIn, textIn } from './members.ts';
import { textEntries } from './string-entries.ts';
import { valueEntries } from './token-entries.ts';

const VERSION = /\/_history\/[A-Za-z0-9.-]+$/;

/**
 * A Reference: where it leads to as it is written, relative or absolute, without a version. What is in the resource itself (`#id`) is none that can
 * be looked for. A logical reference is a token behind a separator.
 */
export const referenceEntries = (value: unknown): TextEntry[] => {
  const reference = textIn(value, 'reference');
  const literal =
    reference === '' || reference.startsWith('#') ? [] : [{ value: reference.replace(VERSION, '') }];
  return [...literal, ...logicalEntries(memberIn(value, 'identifier'))];
};

const logicalEntries = (identifier: unknown): TextEntry[] =>
  valueEntries(identifier).map(({ value }) => ({ value: SEPARATOR + value }));

/** A canonical or uri, with its version. What is in the resource itself is none that can be looked for. */
export const canonicalEntries = (value: unknown): TextEntry[] =>
  textEntries(value).filter((entry) => !entry.value.startsWith('#'));

/** A resource in place of a reference to it (Bundle.entry.resource). */
export function containedEntries(value: unknown): TextEntry[] {
  const [type, id] = [textIn(value, 'resourceType'), textIn(value, 'id')];
  return type !== '' && id !== '' ? [{ value: `${type}/${id}` }] : [];
}

/** The type that a Reference says it is to, by its address or in so many words; '' where it says none. */
export function typeOfReference(value: unknown): string {
  const reference = textIn(value, 'reference').replace(VERSION, '');
  const [, type = ''] = /(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+$/.exec(reference) ?? [];
  return type === '' ? textIn(value, 'type').replace('http://hl7.org/fhir/StructureDefinition/', '') : type;
}
