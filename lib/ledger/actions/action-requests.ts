import type { Ledger } from '../ledger.ts';
import { getRow, openRowsNow, putRow, replaceRow } from '../ledger.ts';
import { ACTION_ROW, OPEN_ACTIONS } from '../row-keys.ts';

/** What a request came to. It is fixed before it is told, so that whoever asks again is told the same. */
export type ActionAnswer =
  | {
      kind: 'Completed';
      /** JSON text; null where the result lies in S3. */ result: string | null;
      resultS3Uri: string | null;
    }
  | { kind: 'Failed'; errorName: string; message: string; retryable: boolean };

/** A HealthLake action that somebody asked for. Times are epoch milliseconds. */
export interface ActionRequest {
  requestId: string;
  /** Of action, input and what stands beside it: another one under the same requestId is another request. */
  requestHash: string;
  action: string;
  /** How often it was begun: one more each time that it is asked for again after a failure that is not remembered. */
  run: number;
  /** The EventBridge event of this run. */
  askedBy: string;
  createdAt: number;
  /** What its call is made with, JSON text: fixed before the first, so that every repetition is the same. */
  input?: string;
  /** When its turn comes, where the action's quota makes it wait. */
  notBefore?: number | undefined;
  /** When its call was first made, or may have been, and how often so far in this run. */
  firstCalledAt?: number;
  calls?: number;
  answer?: ActionAnswer | undefined;
  version: number;
  /** Epoch seconds from which DynamoDB may drop the row; none for what changes something. */
  forgetAt?: number;
}

const keyOf = (requestId: string) => ({ pk: ACTION_ROW + requestId, sk: 'action' });

const itemOf = (request: ActionRequest) => ({
  ...keyOf(request.requestId),
  ...request,
  ...(request.answer ? {} : { openPk: OPEN_ACTIONS, openSk: request.requestId }),
});

/** Writes a new request; false where its requestId has one. */
export const putActionRequest = (ledger: Ledger, request: ActionRequest): Promise<boolean> =>
  putRow(ledger, itemOf(request));

/** Reads one request, consistently. */
export const getActionRequest = (ledger: Ledger, requestId: string): Promise<ActionRequest | undefined> =>
  getRow(ledger, keyOf(requestId));

/** Writes changes if the row's version is still the one that was read; undefined where another run was first. */
export const updateActionRequest = (
  ledger: Ledger,
  request: ActionRequest,
  changes: Partial<ActionRequest>,
): Promise<ActionRequest | undefined> => replaceRow(ledger, request, { ...request, ...changes }, itemOf);

/** Every request that is not answered yet, the oldest first; read again consistently, since the index may lag. */
export async function openActionRequests(ledger: Ledger): Promise<ActionRequest[]> {
  const requests = await openRowsNow<ActionRequest>(ledger, OPEN_ACTIONS);
  return requests.filter(({ answer }) => !answer).sort((one, other) => one.createdAt - other.createdAt);
}
