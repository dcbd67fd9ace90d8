import { resolveUrns } from '../bundle/resolve-urns.ts';
import { readEntries } from '../bundle/read-entries.ts';
import type { BundleEntry } from '../bundle/read-entries.ts';
import { responseBundle } from '../bundle/response-bundle.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { outcomeAnswer } from '../http/fhir-answer.ts';
import type { FhirCall } from '../fhir-call.ts';
import { finishNow } from '../fhir-call.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import { parsedBody } from '../resources/incoming-resource.ts';

/**
 * `POST` of a Bundle to the endpoint itself (FHIR R4, "batch/transaction"). Each entry is authorized, checked and
 * answered as a request of its own; of a transaction all are done or none.
 */
export function* processBundle(call: FhirCall): Generator<undefined, FhirAnswer> {
  const { request, endpoint } = call;
  const bundle = parsedBody(request);
  if (bundle.resourceType !== 'Bundle') throw badRequest('The body must be a Bundle.');
  if (bundle.type !== 'batch' && bundle.type !== 'transaction')
    throw badRequest('Bundle.type must be batch or transaction.');
  const entries = readEntries(request, bundle, endpoint);
  if (bundle.type === 'transaction') return transaction(call, entries);
  const answers: FhirAnswer[] = [];
  for (const entry of entries) {
    answers.push(answerOrOutcome(call, entry));
    yield;
  }
  return responseBundle('batch', answers);
}

function answerOrOutcome(call: FhirCall, { request }: BundleEntry): FhirAnswer {
  try {
    return finishNow(call.performEntry(request));
  } catch (error) {
    if (error instanceof FhirError) return outcomeAnswer(error);
    throw error;
  }
}

/** FHIR R4, "Transaction Processing Rules": first deletes, then creates, then updates, then reads and searches. */
const ORDER = ['DELETE', 'POST', 'PUT', 'PATCH', 'GET'];

function transaction(call: FhirCall, given: readonly BundleEntry[]): FhirAnswer {
  requireDistinct(given);
  const entries = resolveUrns(given);
  const ordered = ORDER.flatMap((method) => entries.filter(({ request }) => request.method === method));
  const unknown = entries.find(({ request }) => !ORDER.includes(request.method));
  if (unknown) throw badRequest(`Bundle.entry[${unknown.index}].request.method is not known.`);
  const answers: FhirAnswer[] = [];
  call.versions.atomically(() => {
    for (const { index, request } of ordered) {
      try {
        answers[index] = finishNow(call.performEntry(request));
      } catch (error) {
        throw error instanceof FhirError ? ofEntry(index, error) : error;
      }
    }
  });
  return responseBundle('transaction', answers);
}

/** No resource may be written twice: which of the two would be left? */
function requireDistinct(entries: readonly BundleEntry[]): void {
  const written = entries
    .filter(({ request }) => request.method === 'PUT' || request.method === 'DELETE')
    .map(({ request }) => request.path.join('/'));
  if (new Set(written).size < written.length) throw badRequest('A transaction can write each resource once.');
}

/** The refusal of an entry is that of the whole, and names the entry. */
const ofEntry = (index: number, { status, issues, message }: FhirError): FhirError =>
  new FhirError(status, 'processing', message, {
    issues: issues.map((issue) => ({
      ...issue,
      diagnostics: `Bundle.entry[${index}]: ${issue.diagnostics}`,
    })),
  });
