import type { ActionRequest, Ledger } from '../../ledger/index.ts';
import { getActionRequest, putActionRequest, updateActionRequest } from '../../ledger/index.ts';
import type { ActionDeps } from './action-deps.ts';
import { ACTION_TABLE } from './action-table.ts';
import type { AskedAction } from './asked-action.ts';

/** How long answers to what only reads are remembered; those of what changes something stay. */
const READS_KEPT_SECONDS = 30 * 86_400;

/** The row of a request's id: the one that is there, or a new one. */
export async function rowOf(
  { ledger, now }: Pick<ActionDeps, 'ledger' | 'now'>,
  { requestId, action, hash, eventId }: AskedAction,
): Promise<ActionRequest> {
  const known = await getActionRequest(ledger, requestId);
  if (known) return known;
  const row: ActionRequest = {
    requestId,
    requestHash: hash,
    action,
    run: 1,
    askedBy: eventId,
    createdAt: now(),
    version: 1,
    ...(!ACTION_TABLE[action].changes && { forgetAt: Math.round(now() / 1000) + READS_KEPT_SECONDS }),
  };
  if (await putActionRequest(ledger, row)) return row;
  return (await getActionRequest(ledger, requestId)) ?? row;
}

/** A failure that is not remembered: another event asks anew. The event that was answered so is answered so again. */
export const isAskedAgain = ({ answer, askedBy }: ActionRequest, { eventId }: AskedAction): boolean =>
  answer?.kind === 'Failed' && answer.retryable && askedBy !== eventId;

/** Begins a request anew; undefined where another run did. What was called before is still looked for. */
export const beginAgain = (
  ledger: Ledger,
  row: ActionRequest,
  { eventId }: AskedAction,
): Promise<ActionRequest | undefined> =>
  updateActionRequest(ledger, row, {
    run: row.run + 1,
    askedBy: eventId,
    answer: undefined,
    calls: 0,
    notBefore: undefined,
  });
