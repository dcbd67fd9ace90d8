import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, RoleCaller } from '../../ground/index.ts';
import { ACCOUNT_ID, AwsError, REGION, isJsonObject, parsedJson, attempt } from '../../ground/index.ts';
import type { EventEntry } from '../envelope.ts';
import type { RunningSchedule } from './schedule-requests.ts';

/** How a schedule reaches its target, in the name of its role; each in the caller's transaction, AwsError where refused. */
export interface ScheduleTargets {
  invokeFunction: (functionArn: string, event: unknown, by: RoleCaller) => void;
  sendToQueue: (queueArn: string, body: string, by: RoleCaller) => void;
  publishToTopic: (topicArn: string, text: string, by: RoleCaller) => void;
  putEvent: (entry: EventEntry) => void;
  authorize: Authorize;
}

/**
 * Calls a schedule's target once; what it refuses goes to the dead-letter queue, or is lost and told. Nothing is tried again: what is
 * refused in one process is refused the next time too.
 */
export function runSchedule(
  running: RunningSchedule,
  dueMs: number,
  database: DatabaseSync,
  targets: ScheduleTargets,
  failed: (arn: string, target: string, reason: string) => void,
): void {
  const { arn, target } = running;
  const by: RoleCaller = { kind: 'role', roleArn: target.roleArn };
  const input = inputOf(running, dueMs);
  const refusal = attempt(database, () => {
    call(target, input, by, targets);
  });
  if (!refusal) return;
  const { deadLetterArn } = target;
  const reason = `${refusal.code}: ${refusal.message}`;
  const refusedAgain =
    deadLetterArn === undefined
      ? refusal
      : attempt(database, () => {
          targets.sendToQueue(deadLetterArn, input, by);
        });
  if (refusedAgain) failed(arn, target.arn, reason);
}

function call(
  { arn, event }: RunningSchedule['target'],
  input: string,
  by: RoleCaller,
  { invokeFunction, sendToQueue, publishToTopic, putEvent, authorize }: ScheduleTargets,
): void {
  const service = arn.split(':')[2];
  if (service === 'sqs') sendToQueue(arn, input, by);
  else if (service === 'sns') publishToTopic(arn, input, by);
  else if (service === 'lambda') invokeFunction(arn, parsedJson(input) ?? input, by);
  else if (event) {
    authorize(by, 'events:PutEvents', arn);
    const detail = parsedJson(input);
    if (!isJsonObject(detail))
      throw new AwsError('InvalidArgument', 'The Input for a bus must be a JSON object.');
    putEvent({ busName: arn, source: event.source, detailType: event.detailType, detail });
  }
}

/** The context attributes of an Input (EventBridge Scheduler user guide, "Adding context attributes"), and what is sent without one. */
function inputOf({ arn, target }: RunningSchedule, dueMs: number): string {
  const time = new Date(dueMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const executionId = randomUUID();
  if (target.input !== undefined)
    return target.input
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.execution-id>', executionId)
      .replaceAll('<aws.scheduler.attempt-number>', '1');
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: ACCOUNT_ID,
    time,
    region: REGION,
    resources: [arn],
    detail: '{}',
  });
}
