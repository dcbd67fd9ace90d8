import { randomUUID } from 'node:crypto';
import { memberOf } from '../../../fhir/index.ts';
import type { FhirCall } from '../fhir-call.ts';
import { FhirError, badRequest, ofEntry } from '../http/fhir-error.ts';
import { findMatches } from '../interactions/find-matches.ts';
import type { BundleEntry } from './read-entries.ts';

/**
 * The entries of a transaction with what their conditions find, before anything of it is written: what they create, update or
 * delete has its id then, which links of other entries need (FHIR R4, "Transaction Processing Rules").
 * @throws FhirError 412 for a condition that finds more than one resource
 */
export const resolveConditions = (call: FhirCall, entries: readonly BundleEntry[]): BundleEntry[] =>
  entries.map((entry) => {
    const { index, request } = entry;
    const [type = ''] = request.path;
    const criteria = conditionOf(entry);
    if (criteria === undefined) return entry;
    try {
      const matched = findMatches(call, type, criteria);
      if (matched.length > 1)
        throw new FhirError(412, 'multiple-matches', 'The condition finds more than one resource.');
      return {
        ...entry,
        request: { ...request, matched, ...(matched.length === 0 && { newId: newIdOf(entry) }) },
      };
    } catch (error) {
      throw error instanceof FhirError ? ofEntry(index, error) : error;
    }
  });

function conditionOf({ request }: BundleEntry): URLSearchParams | undefined {
  const { method, path, query, header } = request;
  if (path.length !== 1) return undefined;
  if (method === 'POST') {
    const condition = header('if-none-exist');
    return condition === undefined ? undefined : new URLSearchParams(condition.replace(/^\?/, ''));
  }
  if (method !== 'PUT' && method !== 'DELETE') return undefined;
  if (query.has('_count')) throw badRequest('An entry of a Bundle deletes one resource: no _count.');
  return query;
}

/** Of what a condition does not find: the id that its body has, or one of the server's choice. */
function newIdOf({ request: { method, body } }: BundleEntry): string {
  if (method !== 'PUT') return randomUUID();
  const id = memberOf(body, 'id');
  const given: unknown = id && JSON.parse(body.toString('utf8', id.start, id.end));
  return typeof given === 'string' ? given : randomUUID();
}

/** The id that an entry writes, as far as it is known before it is done. */
export const writtenId = ({ request }: BundleEntry): string | undefined =>
  request.matched?.[0] ?? request.newId ?? request.path[1];
