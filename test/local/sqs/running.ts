import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Authorize } from '../../../local/ground/principal.ts';
import { createClock } from '../../../local/ground/clock.ts';
import { createQueues } from '../../../local/sqs/create-queues.ts';
import type { QueueDeclaration } from '../../../local/sqs/create-queues.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { parsePolicy } from '../../../local/cloudformation/iam/policy.ts';

export const ARRIVALS = 'arn:aws:sqs:us-east-1:000000000000:arrivals';
export const DEAD_LETTERS = 'arn:aws:sqs:us-east-1:000000000000:arrivals-dead-letters';
export const RULE = 'arn:aws:events:us-east-1:000000000000:rule/object-created';
export const KEY = 'arn:aws:kms:us-east-1:000000000000:key/1';

export const arrivals: QueueDeclaration = {
  name: 'arrivals',
  arn: ARRIVALS,
  visibilityTimeoutSeconds: 30,
  messageRetentionSeconds: 3600,
  redrive: { deadLetterTargetArn: DEAD_LETTERS, maxReceiveCount: 2 },
};
export const deadLetters: QueueDeclaration = {
  name: 'arrivals-dead-letters',
  arn: DEAD_LETTERS,
  visibilityTimeoutSeconds: 30,
  messageRetentionSeconds: 7200,
};

/** Queues on a database of their own, on a clock that only tests move. */
export function running(
  authorize: Authorize = () => undefined,
  folder = mkdtempSync(join(tmpdir(), 'inlet-sqs-')),
  now = Date.UTC(2026, 10, 23, 12),
) {
  const database = openDatabase(folder, 'cloud.sqlite');
  const clock = createClock(0, () => now);
  const queues = createQueues({ database, clock, authorize });
  queues.declare(arrivals);
  queues.declare(deadLetters);
  const stop = (): void => {
    clock.stop();
    database.close();
  };
  const close = (): void => {
    stop();
    rmSync(folder, { recursive: true });
  };
  return { queues, clock, database, folder, stop, close };
}

/** The policy by which a template lets EventBridge write to a queue for one rule. */
export const eventsPolicy = (condition: Record<string, Record<string, string>>) =>
  parsePolicy({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: ARRIVALS,
      Condition: condition,
    },
  });
