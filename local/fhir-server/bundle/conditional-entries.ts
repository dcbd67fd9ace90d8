import { randomUUID } from 'node:crypto';
import { memberOf } from '../../../fhir/index.ts';
import type { FhirCall } from '../fhir-call.ts';
import { FhirError, badRequest, ofEntry } from '../http/fhir-error.ts';
import { findMatches } from '../interactions/find-matches.ts';
import type { BundleEntry } from './read-entries.ts';

/**
 * The entries of a transaction with what their conditions find, before anything of it is written: what they create, update or
 * delete has its id then, which links of other entries need (FHIR R4, "Transaction Processing Rules"). A create finds what another of the same
 * condition makes.
 * @throws FhirError 412 for a condition that finds more than one resource, 400 where two entries would make the resource of one
 */
export function resolveConditions(call: FhirCall, entries: readonly BundleEntry[]): BundleEntry[] {
  /** By their condition, the entries that make what it does not find. */
  const makers = new Map<string, { method: string; newId: string }>();
  return entries.map((entry) => {
    const { index, request } = entry;
    const [type = ''] = request.path;
    const criteria = conditionOf(entry);
    if (criteria === undefined) return entry;
    try {
      const matched = findMatches(call, type, criteria);
      if (matched.length > 1)
        throw new FhirError(412, 'multiple-matches', 'The condition finds more than one resource.');
      if (matched.length > 0) return { ...entry, request: { ...request, matched } };
      const condition = JSON.stringify([type, ...[...criteria].sort()]);
      const { method } = request;
      const maker = method === 'DELETE' ? undefined : makers.get(condition);
      if (!maker) {
        const newId = newIdOf(entry);
        if (method !== 'DELETE') makers.set(condition, { method, newId });
        return { ...entry, request: { ...request, matched, newId } };
      }
      if (maker.method !== 'POST' || method !== 'POST') throw writtenTwice();
      return { ...entry, request: { ...request, matched: [maker.newId] } };
    } catch (error) {
      throw error instanceof FhirError ? ofEntry(index, error) : error;
    }
  });
}

/** No resource may be written twice: which of the two would be left? */
export const writtenTwice = (): FhirError => badRequest('A transaction can write each resource once.');

function conditionOf({ request }: BundleEntry): URLSearchParams | undefined {
  const { method, path, query, header } = request;
  if (path.length !== 1) return undefined;
  if (method === 'POST') {
    const condition = header('if-none-exist');
    return condition === undefined ? undefined : new URLSearchParams(condition.replace(/^\?/, ''));
  }
  if (method !== 'PUT' && method !== 'DELETE') return undefined;
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
