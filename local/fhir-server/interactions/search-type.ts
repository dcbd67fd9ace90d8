import type { FhirAnswer } from '../http/fhir-answer.ts';
import type { FhirCall, Pause } from '../fhir-call.ts';
import { FhirError } from '../http/fhir-error.ts';
import { isFhirJson } from '../http/json-type.ts';
import { answerSearch } from '../search-results/answer-search.ts';

/** `GET {type}?...`: a page of resources, with a link to the next (FHIR R4, "search"). */
export const searchWithGet = (call: FhirCall): Generator<Pause, FhirAnswer> =>
  answerSearch(call, call.request.query);

const FORM_TYPE = /^application\/x-www-form-urlencoded(?:\s*;.*)?$/i;

/** `POST {type}/_search`: the same, with parameters in the body, the URL or both. @throws FhirError 415 for another body */
export function searchWithPost(call: FhirCall): Generator<Pause, FhirAnswer> {
  const { header, body, query } = call.request;
  const type = header('content-type') ?? '';
  const text = body.toString('utf8').trim();
  // Some clients send every request as FHIR's JSON, those that AWS publishes among them.
  const isForm = FORM_TYPE.test(type) || (isFhirJson(type) && !/^[[{"]/.test(text));
  if (text !== '' && !isForm)
    throw new FhirError(
      415,
      'not-supported',
      'The body must be a form, of Content-Type application/x-www-form-urlencoded.',
    );
  return answerSearch(call, new URLSearchParams([...query, ...new URLSearchParams(text)]));
}
