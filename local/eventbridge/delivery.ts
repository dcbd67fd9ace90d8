import type { DatabaseSync } from 'node:sqlite';
import type { Clock, RoleCaller } from '../ground/index.ts';
import { AwsError, attempt } from '../ground/index.ts';
import type { EventEnvelope } from './envelope.ts';
import type { Rule, Target } from './rules.ts';

export interface EventBridgeSender {
  kind: 'service';
  service: 'events.amazonaws.com';
  /** The ARN of the rule. */
  sourceArn: string;
}

/** A string attribute of a message, as SQS has it. */
export type DeadLetterAttributes = Record<string, { DataType: 'String'; StringValue: string }>;

export interface Delivery {
  database: DatabaseSync;
  clock: Clock;
  /** Invokes a function asynchronously: durable when it returns, in the caller's transaction; AwsError where refused. */
  invokeFunction: (
    functionArn: string,
    event: unknown,
    by: Omit<EventBridgeSender, 'kind'> | RoleCaller,
  ) => void;
  /** Sends to a queue, in the caller's transaction; AwsError where refused. */
  sendToQueue: (
    queueArn: string,
    body: string,
    by: EventBridgeSender | RoleCaller,
    attributes?: DeadLetterAttributes,
  ) => void;
  /** Publishes to a topic, in the caller's transaction; AwsError where refused. */
  publishToTopic: (topicArn: string, text: string, by: EventBridgeSender | RoleCaller) => void;
  /** The one seam where an event can be lost or doubled on purpose: how many times it goes to a target. */
  copies: (event: EventEnvelope, target: Target) => number;
  failed: (delivery: FailedDelivery) => void;
}

/** A delivery that a target refused. */
export interface FailedDelivery {
  time: string;
  rule: string;
  target: string;
  eventId: string;
  errorCode: string;
  errorMessage: string;
  /** The dead-letter queue that has the event now; absent where the event is lost. */
  deadLetterArn?: string;
}

/**
 * Hands an event to every target of a rule, in the name of the target's role where it has one. A target that refuses gets nothing, and the event goes to its
 * dead-letter queue or is recorded as lost; the other targets, and the caller's transaction, go on. What is
 * not a refusal (not an AwsError) is a failure of the cloud itself and undoes the whole transaction.
 */
export function deliver(event: EventEnvelope, rule: Rule, delivery: Delivery): void {
  for (const target of rule.targets) {
    const copies = delivery.copies(event, target);
    for (let copy = 0; copy < copies; copy++) {
      const refusal = attempt(delivery.database, () => {
        handOver(event, rule, target, delivery);
      });
      if (refusal) recordFailure(event, rule, target, refusal, delivery);
    }
  }
}

function handOver(event: EventEnvelope, rule: Rule, target: Target, delivery: Delivery): void {
  const input = inputFor(event, target, delivery.clock.now());
  const { arn, kind, roleArn } = target;
  const role: RoleCaller | undefined = roleArn === undefined ? undefined : { kind: 'role', roleArn };
  const service = { service: 'events.amazonaws.com', sourceArn: rule.arn } as const;
  if (kind === 'queue') delivery.sendToQueue(arn, input, role ?? { kind: 'service', ...service });
  else if (kind === 'topic') delivery.publishToTopic(arn, input, role ?? { kind: 'service', ...service });
  else delivery.invokeFunction(arn, JSON.parse(input), role ?? service);
}

function inputFor(event: EventEnvelope, target: Target, now: number): string {
  try {
    return target.inputFor(event, now);
  } catch (error) {
    throw new AwsError('INVALID_JSON', (error as Error).message);
  }
}

function recordFailure(
  event: EventEnvelope,
  rule: Rule,
  target: Target,
  refusal: AwsError,
  { database, clock, sendToQueue, failed }: Delivery,
): void {
  const { deadLetterArn } = target;
  const failure = {
    time: new Date(clock.now()).toISOString(),
    rule: rule.arn,
    target: target.arn,
    eventId: event.id,
    errorCode: errorCodeOf(refusal),
    errorMessage: refusal.message,
  };
  if (deadLetterArn === undefined) {
    failed(failure);
    return;
  }
  const by = { kind: 'service', service: 'events.amazonaws.com', sourceArn: rule.arn } as const;
  const refusedAgain = attempt(database, () => {
    sendToQueue(deadLetterArn, JSON.stringify(event), by, deadLetterAttributes(failure));
  });
  failed(
    refusedAgain
      ? {
          ...failure,
          errorMessage: `${refusal.message} And the dead-letter queue refused it: ${refusedAgain.message}`,
        }
      : { ...failure, deadLetterArn },
  );
}

/** The attributes by which EventBridge explains a dead letter (User Guide, "Using dead-letter queues"). */
const deadLetterAttributes = (failure: FailedDelivery): DeadLetterAttributes =>
  Object.fromEntries(
    Object.entries({
      RULE_ARN: failure.rule,
      TARGET_ARN: failure.target,
      ERROR_CODE: failure.errorCode,
      ERROR_MESSAGE: failure.errorMessage,
    }).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  );

const ERROR_CODES: Readonly<Record<string, string>> = {
  AccessDenied: 'NO_PERMISSIONS',
  AccessDeniedException: 'NO_PERMISSIONS',
  AuthorizationError: 'NO_PERMISSIONS',
  NotFound: 'NO_RESOURCE',
  QueueDoesNotExist: 'NO_RESOURCE',
  ResourceNotFoundException: 'NO_RESOURCE',
  INVALID_JSON: 'INVALID_JSON',
};

const errorCodeOf = (refusal: AwsError): string => ERROR_CODES[refusal.code] ?? 'ERROR_FROM_TARGET';
