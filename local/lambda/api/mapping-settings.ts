import type { EventSourceMapping } from '../../cloudformation/index.ts';
import type { JsonObject } from '../../ground/index.ts';
import { constraintError, notImplemented } from '../../ground/index.ts';
import { integerMember, objectMember, textListMember, textMember } from '../../http/index.ts';
import type { FunctionRegistry } from '../function-registry.ts';
import { invalid, refuseOthers } from './call.ts';

export type MappingSettings = Omit<EventSourceMapping, 'id' | 'logicalId'>;

const SETTINGS = [
  ...['BatchSize', 'Enabled', 'FunctionName', 'FunctionResponseTypes', 'MaximumBatchingWindowInSeconds'],
  'ScalingConfig',
];

/** Lambda API reference, CreateEventSourceMapping, for standard queues. */
const MOST_MESSAGES = 10_000;
const MOST_MESSAGES_AT_ONCE = 10;
const LONGEST_WINDOW_SECONDS = 300;
const LEAST_CONCURRENCY = 2;
const MOST_CONCURRENCY = 1000;

/** @throws AwsError */
export function readNewMapping(
  input: JsonObject,
  functionName: string,
  qualifier: string | undefined,
): MappingSettings {
  refuseOthers('CreateEventSourceMapping', input, [...SETTINGS, 'EventSourceArn'], SO_ANYWAY);
  const eventSourceArn = textMember(input, 'EventSourceArn') ?? '';
  if (!/^arn:aws:sqs:[\w-]+:\d{12}:[\w-]+$/.test(eventSourceArn))
    throw notImplemented(`the event source ${eventSourceArn}: it has queues, but for FIFO queues`);
  return withSettings(
    {
      functionName,
      eventSourceArn,
      enabled: true,
      batchSize: MOST_MESSAGES_AT_ONCE,
      batchingWindowSeconds: 0,
      reportBatchItemFailures: false,
      ...(qualifier !== undefined && { qualifier }),
    },
    input,
  );
}

/** The mapping as an UpdateEventSourceMapping leaves it. @throws AwsError */
export function readChangedMapping<Mapping extends MappingSettings>(
  before: Mapping,
  input: JsonObject,
  functions: FunctionRegistry,
): Mapping {
  refuseOthers('UpdateEventSourceMapping', input, SETTINGS, SO_ANYWAY);
  const changed = withSettings(before, input);
  const reference = textMember(input, 'FunctionName');
  if (reference === undefined) return changed;
  const { qualifier: _before, ...rest } = changed;
  const { lambda, qualifier } = functions.find(reference);
  return {
    ...rest,
    functionName: lambda.name,
    ...(qualifier !== undefined && { qualifier }),
  } as Mapping;
}

const SO_ANYWAY = {
  FilterCriteria: (value: unknown) =>
    JSON.stringify(value) === '{}' || JSON.stringify(value) === '{"Filters":[]}',
};

function withSettings<Mapping extends MappingSettings>(before: Mapping, input: JsonObject): Mapping {
  const changed: Mapping = { ...before };
  const within = (
    member: string,
    value: number | undefined,
    least: number,
    most: number,
  ): number | undefined => {
    if (value !== undefined && (value < least || value > most))
      throw constraintError(member, value, `be ${least} to ${most}`);
    return value;
  };
  if (typeof input.Enabled === 'boolean') changed.enabled = input.Enabled;
  changed.batchSize =
    within('batchSize', integerMember(input, 'BatchSize'), 1, MOST_MESSAGES) ?? changed.batchSize;
  changed.batchingWindowSeconds =
    within(
      'maximumBatchingWindowInSeconds',
      integerMember(input, 'MaximumBatchingWindowInSeconds'),
      0,
      LONGEST_WINDOW_SECONDS,
    ) ?? changed.batchingWindowSeconds;
  if (changed.batchSize > MOST_MESSAGES_AT_ONCE && changed.batchingWindowSeconds === 0)
    throw invalid(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  const responses = textListMember(input, 'FunctionResponseTypes');
  if (responses) changed.reportBatchItemFailures = responses.includes('ReportBatchItemFailures');
  const scaling = objectMember(input, 'ScalingConfig');
  if (scaling) {
    const most = integerMember(scaling, 'MaximumConcurrency');
    delete changed.maximumConcurrency;
    if (within('scalingConfig.maximumConcurrency', most, LEAST_CONCURRENCY, MOST_CONCURRENCY) !== undefined)
      Object.assign(changed, { maximumConcurrency: most });
  }
  return changed;
}
