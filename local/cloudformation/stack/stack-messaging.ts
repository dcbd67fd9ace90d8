import { parsePolicy } from '../iam/policy.ts';
import { keyArn } from '../key-arn.ts';
import type { PropertyReader } from '../property-reader.ts';
import { optional, readProperties } from '../property-reader.ts';
import type { ResolvedResource, ResolvedTemplate } from '../resolve.ts';
import type { EventBus, Queue, Rule, RuleTarget, Schedule } from '../stack.ts';
import { TemplateError } from '../template-error.ts';

/** Defaults are SQS's own (SQS API reference, SetQueueAttributes). */
export function readQueue(
  { logicalId, properties, ref, attribute }: ResolvedResource,
  all: ResolvedTemplate,
): Queue {
  const reader = readProperties(logicalId, properties);
  return {
    logicalId,
    name: attribute('QueueName'),
    arn: attribute('Arn'),
    url: ref,
    fifo: reader.flag('FifoQueue', false),
    visibilityTimeoutSeconds: reader.number('VisibilityTimeout', 30),
    delaySeconds: reader.number('DelaySeconds', 0),
    messageRetentionSeconds: reader.number('MessageRetentionPeriod', 345_600),
    receiveWaitSeconds: reader.number('ReceiveMessageWaitTimeSeconds', 0),
    maximumMessageBytes: reader.number('MaximumMessageSize', 1_048_576),
    ...(reader.object('RedrivePolicy') && {
      redrive: {
        deadLetterTargetArn: reader.text('RedrivePolicy.deadLetterTargetArn'),
        maxReceiveCount: reader.number('RedrivePolicy.maxReceiveCount', 10),
      },
    }),
    ...optional('kmsKeyArn', keyArn(reader.optionalText('KmsMasterKeyId'), all)),
    policy: queuePolicy(ref, all),
  };
}

const queuePolicy = (url: string, { resources }: ResolvedTemplate): Queue['policy'] =>
  resources
    .filter(({ type }) => type === 'AWS::SQS::QueuePolicy')
    .filter(({ logicalId, properties }) =>
      readProperties(logicalId, properties).texts('Queues').includes(url),
    )
    .flatMap(({ properties }) => parsePolicy(properties.PolicyDocument));

export function readBus({ logicalId, ref, attribute }: ResolvedResource): EventBus {
  return { logicalId, name: ref, arn: attribute('Arn') };
}

export function readRule({ logicalId, properties, ref, attribute }: ResolvedResource): Rule {
  const reader = readProperties(logicalId, properties);
  const pattern = reader.object('EventPattern');
  const schedule = reader.optionalText('ScheduleExpression');
  if (!pattern && schedule === undefined)
    throw new TemplateError('a rule has an EventPattern or a ScheduleExpression.', logicalId);
  return {
    logicalId,
    name: ref.replace(/^.*\|/, ''),
    arn: attribute('Arn'),
    busName: (reader.optionalText('EventBusName') ?? 'default').replace(/^.*:event-bus\//, ''),
    enabled: reader.optionalText('State') !== 'DISABLED',
    ...optional('eventPattern', pattern),
    ...optional('scheduleExpression', schedule),
    targets: reader.objects('Targets').map(readTarget),
  };
}

function readTarget(target: PropertyReader): RuleTarget {
  const paths = Object.keys(target.object('InputTransformer.InputPathsMap') ?? {});
  const retry = target.object('RetryPolicy') && {
    ...optional('maximumRetryAttempts', target.optionalNumber('RetryPolicy.MaximumRetryAttempts')),
    ...optional('maximumEventAgeInSeconds', target.optionalNumber('RetryPolicy.MaximumEventAgeInSeconds')),
  };
  return {
    id: target.text('Id'),
    arn: target.text('Arn'),
    ...optional('roleArn', target.optionalText('RoleArn')),
    ...optional('input', target.optionalText('Input')),
    ...optional('inputPath', target.optionalText('InputPath')),
    ...(target.object('InputTransformer') && {
      inputTransformer: {
        inputPathsMap: Object.fromEntries(
          paths.map((name) => [name, target.text(`InputTransformer.InputPathsMap.${name}`)]),
        ),
        inputTemplate: target.text('InputTransformer.InputTemplate'),
      },
    }),
    ...optional('deadLetterArn', target.optionalText('DeadLetterConfig.Arn')),
    ...optional('retryPolicy', retry),
  };
}

export function readSchedule({ logicalId, properties, ref, attribute }: ResolvedResource): Schedule {
  const reader = readProperties(logicalId, properties);
  return {
    logicalId,
    name: ref,
    arn: attribute('Arn'),
    expression: reader.text('ScheduleExpression'),
    timezone: reader.optionalText('ScheduleExpressionTimezone') ?? 'UTC',
    enabled: reader.optionalText('State') !== 'DISABLED',
    target: {
      arn: reader.text('Target.Arn'),
      roleArn: reader.text('Target.RoleArn'),
      ...optional('input', reader.optionalText('Target.Input')),
      ...optional('deadLetterArn', reader.optionalText('Target.DeadLetterConfig.Arn')),
    },
  };
}
