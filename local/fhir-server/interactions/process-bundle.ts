import { resolveConditions, writtenId, writtenTwice } from '../bundle/conditional-entries.ts';
import { resolveConditional } from '../bundle/conditional-references.ts';
import { linkEntries } from '../bundle/transaction-links.ts';
import { readEntries } from '../bundle/read-entries.ts';
import type { BundleEntry } from '../bundle/read-entries.ts';
import { responseBundle } from '../bundle/response-bundle.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import type { FhirCall, Pause } from '../fhir-call.ts';
import { finishNow, inTurn } from '../fhir-call.ts';
import { FhirError, badRequest, ofEntry } from '../http/fhir-error.ts';
import type { FhirRequest } from '../http/fhir-request.ts';
import { prefersAsync } from '../http/preferences.ts';
import { whenIndexed } from '../search/when-indexed.ts';
import { isPlainWrite, settledTogether } from '../writes-together.ts';
import { submitTransaction } from './async-transaction.ts';
import { parsedBody } from '../resources/incoming-resource.ts';

/**
 * `POST` of a Bundle to the endpoint itself (FHIR R4, "batch/transaction"). Each entry is authorized, checked and
 * answered as a request of its own; of a transaction all are done or none.
 */
export function* processBundle(call: FhirCall): Generator<Pause, FhirAnswer> {
  const { request, endpoint } = call;
  const bundle = parsedBody(request);
  if (bundle.resourceType !== 'Bundle') throw badRequest('The body must be a Bundle.');
  if (bundle.type !== 'batch' && bundle.type !== 'transaction')
    throw badRequest('Bundle.type must be batch or transaction.');
  const entries = readEntries(request, bundle, endpoint);
  checkMode(bundle.type, entries.length, prefersAsync(request));
  if (bundle.type === 'transaction') {
    if (prefersAsync(request)) return submitTransaction(call, entries);
    // Its searches cannot wait.
    yield* whenIndexed(call.index, call.now);
    return transaction(call, entries);
  }
  const answers: FhirAnswer[] = [];
  while (answers.length < entries.length) {
    const rest = entries.slice(answers.length);
    const others = rest.findIndex((entry) => !isPlainWrite(entry.request));
    const writes = rest.slice(0, Math.min(others < 0 ? MOST_TOGETHER : others, MOST_TOGETHER));
    if (writes.length > 0) answers.push(...writtenTogether(call, writes));
    else for (const entry of rest.slice(0, 1)) answers.push(yield* answerOrOutcome(call, entry));
    yield;
  }
  return responseBundle('batch', answers);
}

/** Writes of a batch that are one transaction, before others come between. */
const MOST_TOGETHER = 20;

/** Each is done or refused by itself. */
const writtenTogether = (call: FhirCall, entries: readonly BundleEntry[]): FhirAnswer[] =>
  settledTogether(
    call.versions.atomically,
    entries.map(
      ({ request }) =>
        () =>
          finishNow(call.performEntry(request)),
    ),
  ).map((result) => (result.status === 'fulfilled' ? result.value : call.answerOf(result.reason)));

/** Developer Guide, "Bundling FHIR resources", Asynchronous bundle transactions. */
const MOST_SYNCHRONOUS = 100;

/** @throws FhirError 422 for a transaction that is too long to be waited for, 400 for a batch that shall not be */
function checkMode(type: 'batch' | 'transaction', entries: number, isAsynchronous: boolean): void {
  if (type === 'batch' && isAsynchronous)
    throw badRequest('A batch cannot be processed with Prefer: respond-async.');
  if (type === 'transaction' && !isAsynchronous && entries > MOST_SYNCHRONOUS)
    throw new FhirError(
      422,
      'too-costly',
      `A transaction may have ${MOST_SYNCHRONOUS} entries; with Prefer: respond-async it may have more.`,
    );
}

/** HEAD is answered as GET is, without what is read. */
const answerTo = ({ method }: FhirRequest, answer: FhirAnswer): FhirAnswer =>
  method === 'HEAD' ? { ...answer, body: Buffer.alloc(0) } : answer;

/** An entry of a batch is a request of its own: others may come between. */
function* answerOrOutcome(call: FhirCall, { request }: BundleEntry): Generator<Pause, FhirAnswer> {
  try {
    return answerTo(request, yield* inTurn(call.performEntry(request)));
  } catch (error) {
    return call.answerOf(error);
  }
}

/** FHIR R4, "Transaction Processing Rules": first deletes, then creates, then updates, then reads and searches. */
const ORDER = ['DELETE', 'POST', 'PUT', 'PATCH', 'GET', 'HEAD'];

/** Does a transaction whose turn has come (async-transaction.ts). */
export function performTransaction(call: FhirCall): FhirAnswer {
  const { request, endpoint } = call;
  return transaction(call, readEntries(request, parsedBody(request), endpoint));
}

function transaction(call: FhirCall, given: readonly BundleEntry[]): FhirAnswer {
  const known = resolveConditions(call, given);
  requireDistinct(known);
  const linked = linkEntries(known, call.endpoint, call.replaceLinks);
  const entries = resolveConditional(call, linked);
  const ordered = ORDER.flatMap((method) => entries.filter(({ request }) => request.method === method));
  const unknown = entries.find(({ request }) => !ORDER.includes(request.method));
  if (unknown) throw badRequest(`Bundle.entry[${unknown.index}].request.method is not known.`);
  const answers: FhirAnswer[] = [];
  call.versions.atomically(() => {
    for (const { index, request } of ordered) {
      try {
        answers[index] = answerTo(request, finishNow(call.performEntry(request)));
      } catch (error) {
        throw error instanceof FhirError ? ofEntry(index, error) : error;
      }
    }
  });
  return responseBundle('transaction', answers);
}

/** @throws FhirError 400 where two entries write one resource */
function requireDistinct(entries: readonly BundleEntry[]): void {
  const written = entries
    .filter(({ request: { method } }) => /^(?:PUT|PATCH|DELETE)$/.test(method))
    .map((entry) => [entry.request.path[0], writtenId(entry), ...entry.request.path.slice(2)].join('/'));
  if (new Set(written).size < written.length) throw writtenTwice();
}
