import { nameOf } from '../../../errors/index.ts';
import type { ActionAnswer, ActionRequest } from '../../ledger/index.ts';
import { getActionRequest, takeTurn, updateActionRequest } from '../../ledger/index.ts';
import type { ActionDeps, ActionReport } from './action-deps.ts';
import { beginAgain, isAskedAgain, rowOf } from './action-row.ts';
import { ACTION_TABLE } from './action-table.ts';
import type { AskedAction } from './asked-action.ts';
import { hashOf, readAction } from './asked-action.ts';
import { decideAction } from './decide-action.ts';
import { judgeDoomed } from './doomed-store.ts';
import { followResult } from './follow-result.ts';
import { judgeForm } from './form.ts';
import { idInArn, judgeSource } from './judge-scope.ts';
import type { Refusal } from './refusals.ts';
import { isFinal, refusal, refusalOfService } from './refusals.ts';
import { tellAnswer, tellRefusal } from './tell-answer.ts';

/** How often a call is made that gets no answer, or is told to wait, before whoever asked is told. */
const MOST_CALLS = 8;
/** The first wait after such a call, and the longest, seconds; each is twice as long as the one before. */
const FIRST_WAIT_SECONDS = 4;
const LONGEST_WAIT_SECONDS = 600;
/** How long a message waits for another run that has its request. */
const OTHERS_SECONDS = 5;

/**
 * Runs one request, once.
 *
 * ┌────────────────────────────────────────────────────────────────────────────────────────────────┐
 * │ Invariant: a requestId has one effect and one answer.                                            │
 * │                                                                                                  │
 * │ No transaction spans the ledger, HealthLake and the bus. The row says with what the call is made │
 * │ before it is made. A run that finds that it may have been made looks for what it did (a job or a │
 * │ data store of its name), and else makes it again, with the same ClientToken; an answer that was  │
 * │ received stands in Powertools' record. What was started is followed before the answer is in the  │
 * │ row, and the answer is in the row before it is told: a run that dies tells it again, with the    │
 * │ same eventId. So a second effect could come about only where HealthLake neither shows what it    │
 * │ has begun nor remembers the ClientToken.                                                         │
 * └────────────────────────────────────────────────────────────────────────────────────────────────┘
 *
 * @param body of a message of the actions queue
 * @throws NoRequest for a message that asks for nothing; what the ledger or the bus answers
 */
export async function runAction(deps: ActionDeps, body: string): Promise<ActionReport> {
  const read = readAction(body);
  if (read.kind === 'unreadable') {
    const { eventId, hash } = read.of;
    return tellRefusal(deps, read.of, read.of.refusal, { eventId, run: 0, refusal: hash });
  }
  const { asked } = read;
  const { eventId, hash, source } = asked;
  const stranger = judgeSource(deps.policy, asked);
  if (stranger)
    return tellRefusal(deps, asked, stranger, { eventId, run: 0, refusal: hashOf([source, hash]) });

  const row = await rowOf(deps, asked);
  if (row.requestHash !== hash)
    return tellRefusal(deps, asked, refusal('RequestIdReused'), { eventId, run: 0, refusal: hash });
  const datastoreId = await storeOf(deps, asked);
  if (row.answer && !isAskedAgain(row, asked)) return tellAnswer(deps, row, { datastoreId, isRepeat: true });
  const begun = row.answer ? await beginAgain(deps.ledger, row, asked) : row;
  return begun ? advance(deps, asked, begun, datastoreId) : later(asked, OTHERS_SECONDS);
}

const later = (
  { requestId, action }: Pick<ActionRequest, 'requestId' | 'action'>,
  retryAfterSeconds: number,
  errorName?: string,
): ActionReport => ({
  requestId,
  action,
  outcome: 'later',
  retryAfterSeconds,
  ...(errorName !== undefined && { errorName }),
});

/** The data store that a request is about, for its events' resources. */
async function storeOf(deps: ActionDeps, { input }: AskedAction): Promise<string | null> {
  if (typeof input.DatastoreId === 'string' && /^[0-9a-f]{32}$/.test(input.DatastoreId))
    return input.DatastoreId;
  if (input.ResourceARN === undefined) return null;
  return idInArn(input.ResourceARN, await deps.storeFacts()) ?? null;
}

async function advance(
  deps: ActionDeps,
  asked: AskedAction,
  row: ActionRequest,
  datastoreId: string | null,
): Promise<ActionReport> {
  const fixed = await withInput(deps, asked, row);
  if ('refusal' in fixed) return answer(deps, row, failed(fixed.refusal), datastoreId);
  if ('errorName' in fixed) {
    const tried = await updateActionRequest(deps.ledger, row, { calls: (row.calls ?? 0) + 1 });
    return tried
      ? afterError(deps, asked, tried, fixed.errorName, datastoreId)
      : later(asked, OTHERS_SECONDS);
  }
  const ready = await withTurn(deps, asked, fixed.row);
  if (!ready) return later(asked, OTHERS_SECONDS);
  const waitMs = (ready.notBefore ?? 0) - deps.now();
  if (waitMs > 0) return later(asked, Math.ceil(waitMs / 1000));

  const calling = await updateActionRequest(deps.ledger, ready, {
    input: JSON.stringify(fixed.input),
    firstCalledAt: ready.firstCalledAt ?? deps.now(),
    calls: (ready.calls ?? 0) + 1,
  });
  if (!calling) return later(asked, OTHERS_SECONDS);
  const call = {
    key: `${asked.action} ${ACTION_TABLE[asked.action].hasClientToken ? String(fixed.input.ClientToken) : asked.requestId}`,
    input: fixed.input,
    action: asked.action,
    requestId: asked.requestId,
    maybeDoneSince: ready.firstCalledAt ?? null,
  };
  try {
    const done = await deps.doOnce(call);
    await followResult(deps, call, done);
    const { result, resultS3Uri, started } = done;
    const about = datastoreId ?? started.DatastoreId ?? null;
    const report = await answer(deps, calling, { kind: 'Completed', result, resultS3Uri }, about);
    return { ...report, ...(started.JobId !== undefined && { jobId: started.JobId }) };
  } catch (error) {
    return afterError(deps, asked, calling, nameOf(error), datastoreId);
  }
}

const failed = ({ errorName, message, retryable }: Refusal): ActionAnswer => ({
  kind: 'Failed',
  errorName,
  message,
  retryable,
});

type Fixed =
  { row: ActionRequest; input: Record<string, unknown> } | { refusal: Refusal } | { errorName: string };

/** What the call is made with: as it was made before, or as it is decided now. */
async function withInput(deps: ActionDeps, asked: AskedAction, row: ActionRequest): Promise<Fixed> {
  if (row.input !== undefined) {
    const judged = judgeForm(asked.action, JSON.parse(row.input) as Record<string, unknown>);
    return 'refusal' in judged ? judged : { row, input: judged.input };
  }
  const decision = decideAction(asked, deps.policy, await deps.storeFacts());
  if (decision.kind === 'refuse') return { refusal: decision.refusal };
  try {
    const doomed = await judgeDoomed(deps, asked);
    return doomed ? { refusal: doomed } : { row, input: decision.input };
  } catch (error) {
    return { errorName: nameOf(error) };
  }
}

/** Takes the request's turn, where the action's quota is that small. */
async function withTurn(
  { ledger, now }: ActionDeps,
  { action }: AskedAction,
  row: ActionRequest,
): Promise<ActionRequest | undefined> {
  const { turnSeconds } = ACTION_TABLE[action];
  if (turnSeconds === null || row.notBefore !== undefined) return row;
  const notBefore = await takeTurn(ledger, action, turnSeconds * 1000, now());
  return notBefore === undefined ? undefined : updateActionRequest(ledger, row, { notBefore });
}

/** An error that only passes with time has the message come again, for a while; any other is the answer. */
async function afterError(
  deps: ActionDeps,
  asked: AskedAction,
  row: ActionRequest,
  errorName: string,
  datastoreId: string | null,
): Promise<ActionReport> {
  if (errorName === 'IdempotencyAlreadyInProgressError') return later(asked, OTHERS_SECONDS, errorName);
  if (errorName === 'IdempotencyValidationError')
    return answer(deps, row, failed(refusal('ClientTokenReused')), datastoreId);
  const calls = row.calls ?? 0;
  if (isFinal(errorName) || calls >= MOST_CALLS)
    return answer(deps, row, failed(refusalOfService(errorName)), datastoreId);
  return later(asked, Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** calls), errorName);
}

/** Fixes the answer, then tells it. Where another run was first, its answer is the one. */
async function answer(
  deps: ActionDeps,
  row: ActionRequest,
  fixed: ActionAnswer,
  datastoreId: string | null,
): Promise<ActionReport> {
  const answered =
    (await updateActionRequest(deps.ledger, row, { answer: fixed })) ??
    (await getActionRequest(deps.ledger, row.requestId));
  if (!answered?.answer) return later(row, OTHERS_SECONDS);
  return tellAnswer(deps, answered, { datastoreId, isRepeat: false });
}
