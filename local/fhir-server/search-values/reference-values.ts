import { FHIR_ID, RESOURCE_TYPES, SEPARATOR } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import type { ParameterContext } from '../search/criterion.ts';
import { localTarget } from '../../../fhir/index.ts';
import type { EntryTest } from './entry-test.ts';
import { beginsAs, equals } from './entry-test.ts';
import { tokenTests } from './token-values.ts';

/** The ways in which a resource of this data store is referred to. */
export const referenceTo = (resourceType: string, id: string, endpoint: string): EntryTest[] => [
  equals(`${resourceType}/${id}`),
  equals(`${endpoint}${resourceType}/${id}`),
];

/**
 * `Patient/1`, `1`, the resource's URL in this data store or in another, or a canonical with or without its version. An id alone is of any type
 * that the parameter may lead to.
 */
export function referenceTests(
  text: string,
  { name, endpoint, targets = RESOURCE_TYPES }: ParameterContext,
): EntryTest[] {
  // What leads to canonicals alone has no targets: then an id finds nothing, and is no mistake.
  const types = targets.length > 0 ? targets : RESOURCE_TYPES;
  if (FHIR_ID.test(text)) return types.flatMap((type) => referenceTo(type, text, endpoint));
  const target = localTarget(text, endpoint);
  if (target) return referenceTo(target.resourceType, target.id, endpoint);
  if (!/^(?:https?:\/\/|urn:)\S+$/.test(text))
    throw badRequest(`${name} must be references, as in Patient/1, or URLs.`);
  // A canonical without a version is any version of it.
  return text.includes('|') ? [equals(text)] : [equals(text), beginsAs(`${text}|`)];
}

/** `:identifier`: the identifier that a logical reference has. */
export const identifierTests = (piece: string, context: ParameterContext): EntryTest[] =>
  tokenTests(piece, context, SEPARATOR);
