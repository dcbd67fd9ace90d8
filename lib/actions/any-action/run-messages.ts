import { nameOf } from '../../../errors/index.ts';
import type { ActionDeps, ActionReport } from './action-deps.ts';
import { runAction } from './run-action.ts';

/** A message of the actions queue. */
export interface ActionMessage {
  messageId: string;
  body: string;
}

/** What became of a message: a report, or the error's name where it failed. */
export type MessageOutcome = { messageId: string } & (
  ({ kind: 'run' } & ActionReport) | { kind: 'failed'; errorName: string }
);

/** Runs messages one after the other: what fails holds up no other. */
export async function runActions(
  deps: ActionDeps,
  messages: readonly ActionMessage[],
): Promise<MessageOutcome[]> {
  const outcomes: MessageOutcome[] = [];
  for (const { messageId, body } of messages) {
    try {
      outcomes.push({ messageId, kind: 'run', ...(await runAction(deps, body)) });
    } catch (error) {
      outcomes.push({ messageId, kind: 'failed', errorName: nameOf(error) });
    }
  }
  return outcomes;
}
