import { isDeepStrictEqual } from 'node:util';
import type { QueuedTransaction } from '../../healthlake/index.ts';
import type { BundleEntry } from '../bundle/read-entries.ts';
import { SHARED_HEADERS } from '../bundle/read-entries.ts';
import type { FhirCall } from '../fhir-call.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { jsonAnswer } from '../http/fhir-answer.ts';
import { FhirError, badRequest, ofEntry } from '../http/fhir-error.ts';
import { checkResource } from '../resources/check-resource.ts';
import { withId } from '../resources/with-id.ts';
import type { AskedTransaction } from '../transaction-queue.ts';
import { notFound } from './read.ts';

/**
 * Takes a transaction that is done later (Developer Guide, "Asynchronous bundle transactions"; FHIR R5, "Asynchronous interaction request
 * pattern"): 202 with the address to ask. What is wrong with it by itself is refused now.
 */
export function submitTransaction(call: FhirCall, entries: readonly BundleEntry[]): FhirAnswer {
  const { request, datastore, endpoint, access, transactions } = call;
  for (const entry of entries) {
    try {
      checkEntry(call, entry);
    } catch (error) {
      throw error instanceof FhirError ? ofEntry(entry.index, error) : error;
    }
  }
  const headers = Object.fromEntries(
    [...SHARED_HEADERS].flatMap((name) => {
      const value = request.header(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const id = transactions.submit(datastore.datastoreId, { grant: access.grant, headers }, request.body);
  const location = `${endpoint}Transaction/${id}`;
  const answer = stateAnswer('Submitted Asynchronous Bundle Transaction', { location: [location] });
  return { ...answer, headers: { 'content-location': location } };
}

/** What can be said of an entry before the transaction's turn has come. */
function checkEntry(call: FhirCall, { request }: BundleEntry): void {
  const { method, path, body } = request;
  call.admitEntry(request);
  if (method === 'PATCH') throw badRequest('An asynchronous transaction cannot have a PATCH.');
  if (method === 'PUT' && path.length === 1)
    throw badRequest('An asynchronous transaction cannot have a conditional update.');
  if ((method === 'POST' && path.length === 1) || method === 'PUT')
    checkResource(call.errorsOf, request, method === 'POST' ? withId(body, 'new') : body);
}

/**
 * `GET Transaction/{id}`: 202 while the transaction waits or is done, then its answer, for 90 days. It is for who has sent it; the scopes of a
 * token must have read of `Transaction`.
 */
export function transactionStatus({ datastore, id, access, transactions }: FhirCall): FhirAnswer {
  const transaction = transactions.find(datastore.datastoreId, id);
  if (!transaction || !isOf(transaction, access.grant)) throw notFound('Transaction');
  const { status, answer } = transaction;
  if (!answer) return stateAnswer(status, {}, id);
  return { status: answer.status, headers: {}, body: Buffer.from(answer.body) };
}

const isOf = ({ asked }: QueuedTransaction, grant: AskedTransaction['grant']): boolean =>
  isDeepStrictEqual((asked as AskedTransaction).grant, JSON.parse(JSON.stringify(grant)));

const stateAnswer = (diagnostics: string, more: { location?: string[] }, id?: string): FhirAnswer =>
  jsonAnswer(202, {
    resourceType: 'OperationOutcome',
    id,
    issue: [{ severity: 'information', code: 'informational', diagnostics, ...more }],
  });
