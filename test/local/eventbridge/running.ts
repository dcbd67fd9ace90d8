import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsError } from '../../../local/ground/aws-error.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { createEventBridge } from '../../../local/eventbridge/eventbridge.ts';
import type { EventBridgeOptions } from '../../../local/eventbridge/eventbridge-api.ts';
import type { FailedDelivery } from '../../../local/eventbridge/delivery.ts';
import type { BusEvent } from '../../../local/eventbridge/envelope.ts';
import type { RuleDeclaration } from '../../../local/eventbridge/rules.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';

export const START = Date.UTC(2026, 10, 23, 12, 0, 30);
export const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:arrivals';
export const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:000000000000:dead-letters';
export const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:poll-jobs';
export const REFUSING = 'arn:aws:lambda:us-east-1:000000000000:function:refusing';

/** What a target got. */
export interface Got {
  target: string;
  input: unknown;
  by: string;
  attributes?: unknown;
}

/** The rule that calls, or the role in whose name it does. */
const arnOfCaller = (by: { sourceArn: string } | { roleArn: string }): string =>
  'roleArn' in by ? by.roleArn : by.sourceArn;

/** An event bridge on a database of its own, with targets that write down what they get. */
export function running(
  options: Partial<EventBridgeOptions> = {},
  folder = mkdtempSync(join(tmpdir(), 'inlet-events-')),
) {
  const database = openDatabase(folder, 'cloud.sqlite');
  const clock = createClock(0, () => START);
  const got: Got[] = [];
  const reported: FailedDelivery[] = [];
  const eventBridge = createEventBridge({
    database,
    clock,
    authorize: () => undefined,
    mayAssume: () => false,
    invokeFunction(target, input, by) {
      if (target === REFUSING)
        throw new AwsError('AccessDeniedException', 'No permission of the function.', 403);
      got.push({ target, input, by: arnOfCaller(by) });
    },
    sendToQueue(target, body, by, attributes) {
      got.push({ target, input: JSON.parse(body), by: arnOfCaller(by), ...(attributes && { attributes }) });
    },
    publishToTopic(target, text, by) {
      got.push({ target, input: JSON.parse(text), by: arnOfCaller(by) });
    },
    onFailedDelivery: (failure) => reported.push(failure),
    ...options,
  });
  const log = (): BusEvent[] => [...eventBridge.events()].map(({ event }) => event);
  const close = (): void => {
    clock.stop();
    database.close();
    rmSync(folder, { recursive: true });
  };
  return { eventBridge, clock, database, got, reported, log, folder, close };
}

/** A rule on the default bus, for events of source `test`, to the function. */
export const rule = (more: Partial<RuleDeclaration> = {}): RuleDeclaration => ({
  name: 'watch',
  arn: `arn:aws:events:us-east-1:000000000000:rule/${more.name ?? 'watch'}`,
  busName: 'default',
  ...(more.scheduleExpression === undefined && { eventPattern: { source: ['test'] } }),
  enabled: true,
  targets: [{ id: 'function', arn: FUNCTION }],
  ...more,
});

export const entry = (n = 1) => ({ source: 'test', detailType: 'Test', detail: { n } });

/** Lets what was put off until after the commit happen. */
export const afterCommit = (): Promise<void> =>
  new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
