import type { FhirAnswer } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { FhirError } from '../http/fhir-error.ts';
import { findPage } from '../search/find-page.ts';
import { readCursor, writeCursor } from '../search/page-cursor.ts';
import { readQuery } from '../search/read-query.ts';
import { searchset } from '../search/searchset.ts';

/** `GET {type}?...`: a page of resources, ordered by id, with a link to the next (FHIR R4, "search"). */
export const searchWithGet = (call: FhirCall): Generator<undefined, FhirAnswer> =>
  search(call, call.request.query);

const FORM_TYPE = /^application\/x-www-form-urlencoded(?:\s*;.*)?$/i;
/** What clients say of a form that send every request as FHIR's JSON, those that AWS publishes among them. */
const JSON_TYPE = /^application\/(?:fhir\+json|json)(?:\s*;.*)?$/i;

/** `POST {type}/_search`: the same, with parameters in the body, the URL or both. @throws FhirError 415 for another body */
export function searchWithPost(call: FhirCall): Generator<undefined, FhirAnswer> {
  const { header, body, query } = call.request;
  const type = header('content-type') ?? '';
  const text = body.toString('utf8').trim();
  const isForm = FORM_TYPE.test(type) || (JSON_TYPE.test(type) && !/^[[{"]/.test(text));
  if (text !== '' && !isForm)
    throw new FhirError(
      415,
      'not-supported',
      'The body must be a form, of Content-Type application/x-www-form-urlencoded.',
    );
  return search(call, new URLSearchParams([...query, ...new URLSearchParams(text)]));
}

function* search(call: FhirCall, parameters: URLSearchParams): Generator<undefined, FhirAnswer> {
  const { datastore, resourceType, endpoint, reach, versions, parametersOf } = call;
  const { datastoreId } = datastore;
  const { criteria, count, page } = readQuery(parameters, parametersOf(resourceType), {
    resourceType,
    endpoint,
  });
  const identity = { datastoreId, resourceType, parameters };
  const { found, hasMore } = yield* findPage({
    versions,
    datastoreId,
    resourceType,
    // A search finds nothing that a read would refuse.
    criteria: reach === 'everything' ? criteria : [...criteria, reach],
    behind: readCursor(identity, page),
    count,
  });
  const last = hasMore ? found.at(-1) : undefined;
  const links = [link('self', call, parameters)];
  if (last) {
    const next = new URLSearchParams(parameters);
    next.set('page', writeCursor(identity, last.id));
    links.push(link('next', call, next));
  }
  return searchset(endpoint, found, links);
}

function link(relation: string, { endpoint, resourceType }: FhirCall, parameters: URLSearchParams) {
  const query = parameters.toString();
  return { relation, url: `${endpoint}${resourceType}${query === '' ? '' : `?${query}`}` };
}
