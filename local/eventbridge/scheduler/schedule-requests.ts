import type { JsonObject } from '../../ground/index.ts';
import { AwsError, arnOf, notImplemented } from '../../ground/index.ts';
import { objectMember, textMember } from '../../http/index.ts';
import type { Schedule } from '../schedule/index.ts';
import { parseSchedulerExpression } from '../schedule/index.ts';

/** A schedule as it is kept. */
export interface ScheduleRecord {
  arn: string;
  name: string;
  expression: string;
  enabled: boolean;
  description?: string;
  /** Whether it goes when it has run for the last time. */
  deleteAfter: boolean;
  flexibleWindow: JsonObject;
  target: ScheduleTarget;
  /** Epoch milliseconds. */
  createdMs: number;
  changedMs: number;
}

export interface ScheduleTarget {
  arn: string;
  roleArn: string;
  input?: string;
  deadLetterArn?: string;
  retryPolicy?: JsonObject;
  /** What an event has that goes to a bus. */
  event?: { detailType: string; source: string };
}

/** A schedule with its expression parsed. */
export interface RunningSchedule extends ScheduleRecord {
  schedule: Schedule;
  scheduleExpression: string;
  targets: readonly { kind: string }[];
}

/** API reference, CreateSchedule. */
const NAME = /^[\w.-]{1,64}$/;
const MEMBERS = [
  'Name',
  'ActionAfterCompletion',
  'ClientToken',
  'Description',
  'FlexibleTimeWindow',
  'GroupName',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'State',
  'Target',
];
const TARGET_MEMBERS = [
  'Arn',
  'RoleArn',
  'Input',
  'DeadLetterConfig',
  'RetryPolicy',
  'EventBridgeParameters',
];

/** The one group that there is. */
export const DEFAULT_GROUP = 'default';

export const scheduleArn = (name: string): string => arnOf('scheduler', `schedule/${DEFAULT_GROUP}/${name}`);

/** The schedule that a CreateSchedule or UpdateSchedule asks for. @throws AwsError */
export function readSchedule(name: string, input: JsonObject, now: number): ScheduleRecord {
  refuseOthers('a schedule', input, MEMBERS);
  refuseGroup(textMember(input, 'GroupName'));
  if (!NAME.test(name))
    throw invalid('Name must be 1 to 64 of the characters A-Z, a-z, 0-9, ".", "-" and "_".');
  const timezone = textMember(input, 'ScheduleExpressionTimezone') ?? 'UTC';
  if (timezone !== 'UTC') throw notImplemented(`schedules in the time zone ${timezone}: UTC only`);
  const expression = textMember(input, 'ScheduleExpression') ?? '';
  parseSchedulerExpression(expression);
  const flexibleWindow = objectMember(input, 'FlexibleTimeWindow');
  if (!flexibleWindow) throw invalid('FlexibleTimeWindow must be there.');
  const description = textMember(input, 'Description');
  return {
    arn: scheduleArn(name),
    name,
    expression,
    enabled: textMember(input, 'State') !== 'DISABLED',
    ...(description !== undefined && { description }),
    deleteAfter: textMember(input, 'ActionAfterCompletion') === 'DELETE',
    flexibleWindow,
    target: readTarget(objectMember(input, 'Target') ?? {}),
    createdMs: now,
    changedMs: now,
  };
}

function readTarget(target: JsonObject): ScheduleTarget {
  refuseOthers('the target of a schedule', target, TARGET_MEMBERS);
  const arn = textMember(target, 'Arn') ?? '';
  const roleArn = textMember(target, 'RoleArn') ?? '';
  const input = textMember(target, 'Input');
  const deadLetterArn = textMember(objectMember(target, 'DeadLetterConfig') ?? {}, 'Arn');
  const retryPolicy = objectMember(target, 'RetryPolicy');
  const event = objectMember(target, 'EventBridgeParameters');
  if (!/^arn:aws:(lambda|sqs|sns|events):/.test(arn))
    throw notImplemented(`targets of schedules like ${arn}: functions, queues, topics and buses only`);
  if (!/^arn:aws:iam::\d{12}:role\//.test(roleArn)) throw invalid('RoleArn must be the ARN of a role.');
  if (arn.startsWith('arn:aws:events:') && !event) throw invalid('EventBridgeParameters must be there.');
  return {
    arn,
    roleArn,
    ...(input !== undefined && { input }),
    ...(deadLetterArn !== undefined && { deadLetterArn }),
    ...(retryPolicy && { retryPolicy }),
    ...(event && {
      event: { detailType: textMember(event, 'DetailType') ?? '', source: textMember(event, 'Source') ?? '' },
    }),
  };
}

/** A schedule as GetSchedule tells it. */
export const describeSchedule = (record: ScheduleRecord): JsonObject => ({
  ...summaryOf(record),
  ActionAfterCompletion: record.deleteAfter ? 'DELETE' : 'NONE',
  Description: record.description,
  FlexibleTimeWindow: record.flexibleWindow,
  ScheduleExpression: record.expression,
  ScheduleExpressionTimezone: 'UTC',
  Target: {
    Arn: record.target.arn,
    RoleArn: record.target.roleArn,
    Input: record.target.input,
    DeadLetterConfig:
      record.target.deadLetterArn === undefined ? undefined : { Arn: record.target.deadLetterArn },
    RetryPolicy: record.target.retryPolicy,
    EventBridgeParameters: record.target.event && {
      DetailType: record.target.event.detailType,
      Source: record.target.event.source,
    },
  },
});

/** As ListSchedules tells it. */
export const summaryOf = ({
  arn,
  name,
  enabled,
  createdMs,
  changedMs,
  target,
}: ScheduleRecord): JsonObject => ({
  Arn: arn,
  Name: name,
  GroupName: DEFAULT_GROUP,
  State: enabled ? 'ENABLED' : 'DISABLED',
  CreationDate: createdMs / 1000,
  LastModificationDate: changedMs / 1000,
  Target: { Arn: target.arn },
});

/** @throws AwsError ResourceNotFoundException */
export function refuseGroup(group: string | null | undefined): void {
  if (group !== null && group !== undefined && group !== DEFAULT_GROUP)
    throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
}

function refuseOthers(what: string, input: JsonObject, known: readonly string[]): void {
  const other = Object.keys(input).find((member) => input[member] !== undefined && !known.includes(member));
  if (other !== undefined) throw notImplemented(`${other} of ${what}`);
}

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
