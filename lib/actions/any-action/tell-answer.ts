import type { EventEntry, FailureIdentity } from '../../../events/index.ts';
import { healthLakeActionCompleted, healthLakeActionFailed } from '../../../events/index.ts';
import type { ActionRequest } from '../../ledger/index.ts';
import type { ActionDeps, ActionReport } from './action-deps.ts';
import type { Refusal } from './refusals.ts';

/** How long a message waits whose answer the bus did not take, seconds. */
const UNSENT_SECONDS = 10;

/** Tells whoever asked what the row says. Its message comes again until the event has left. */
export async function tellAnswer(
  deps: Pick<ActionDeps, 'sendEvents' | 'addressOf'>,
  row: ActionRequest,
  about: { datastoreId: string | null; isRepeat: boolean },
): Promise<ActionReport> {
  const { requestId, action, answer, run } = row;
  if (!answer) throw new Error('a request without an answer cannot be told');
  const address = deps.addressOf(about.datastoreId);
  const event =
    answer.kind === 'Completed'
      ? healthLakeActionCompleted(
          {
            requestId,
            action,
            result: answer.result === null ? null : (JSON.parse(answer.result) as Record<string, unknown>),
            resultS3Uri: answer.resultS3Uri,
          },
          address,
        )
      : healthLakeActionFailed(
          {
            requestId,
            action,
            errorName: answer.errorName,
            message: answer.message,
            retryable: answer.retryable,
          },
          { eventId: row.askedBy, run, refusal: '' },
          address,
        );
  return sent(deps, event, {
    requestId,
    action,
    ...(about.isRepeat && { isRepeat: true }),
    ...(answer.kind === 'Failed' && { errorName: answer.errorName }),
    ...(about.datastoreId !== null && { datastoreId: about.datastoreId }),
  });
}

/** Tells a refusal that leaves no row: of a request that has no requestId, or none of its own. */
export const tellRefusal = (
  deps: Pick<ActionDeps, 'sendEvents' | 'addressOf'>,
  { requestId, action }: { requestId: string | null; action: string | null },
  { errorName, message, retryable }: Refusal,
  identity: FailureIdentity,
): Promise<ActionReport> =>
  sent(
    deps,
    healthLakeActionFailed(
      { requestId, action, errorName, message, retryable },
      identity,
      deps.addressOf(null),
    ),
    { requestId, action, errorName },
  );

async function sent(
  { sendEvents }: Pick<ActionDeps, 'sendEvents'>,
  event: EventEntry,
  report: Omit<ActionReport, 'outcome'>,
): Promise<ActionReport> {
  const unsent = await sendEvents([event]);
  return unsent.size === 0
    ? { ...report, outcome: 'answered' }
    : { ...report, outcome: 'later', retryAfterSeconds: UNSENT_SECONDS };
}
