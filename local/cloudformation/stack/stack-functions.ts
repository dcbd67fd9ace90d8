import { basename, join } from 'node:path';
import type { FunctionReference } from '../function-reference.ts';
import { parseFunctionReference } from '../function-reference.ts';
import type { PropertyReader } from '../property-reader.ts';
import { optional, readProperties } from '../property-reader.ts';
import type { ResolvedResource, ResolvedTemplate } from '../resolve.ts';
import type { AsyncConfig, EventSourceMapping, LambdaFunction, Permission } from '../stack.ts';
import { TemplateError } from '../template-error.ts';

/** Defaults are Lambda's own: 3 seconds, 128 MB (Lambda API reference, CreateFunction). */
export function readFunction(
  { logicalId, properties, ref, attribute }: ResolvedResource,
  all: ResolvedTemplate,
  packageFolder: string,
): LambdaFunction {
  const reader = readProperties(logicalId, properties);
  if ((reader.optionalText('PackageType') ?? 'Zip') !== 'Zip' || reader.texts('Layers').length > 0)
    throw new TemplateError('the local cloud runs zip packages without layers only.', logicalId);
  return {
    logicalId,
    name: ref,
    arn: attribute('Arn'),
    handler: reader.text('Handler'),
    runtime: reader.text('Runtime'),
    timeoutSeconds: reader.number('Timeout', 3),
    memoryMb: reader.number('MemorySize', 128),
    environment: Object.fromEntries(
      Object.keys(reader.object('Environment.Variables') ?? {}).map((name) => [
        name,
        reader.text(`Environment.Variables.${name}`),
      ]),
    ),
    roleArn: reader.text('Role'),
    artifact: join(packageFolder, basename(reader.text('Code.S3Key'))),
    ...(reader.optionalText('TracingConfig.Mode') === 'Active' && { isTraced: true }),
    ...optional('reservedConcurrency', reader.optionalNumber('ReservedConcurrentExecutions')),
    ...optional('deadLetterArn', reader.optionalText('DeadLetterConfig.TargetArn')),
    aliases: Object.fromEntries(
      siblings('AWS::Lambda::Alias', ref, all).map((alias) => {
        const alike = readProperties(alias.logicalId, alias.properties);
        return [alike.text('Name'), alike.text('FunctionVersion')];
      }),
    ),
    versions: siblings('AWS::Lambda::Version', ref, all).map((version) => version.attribute('Version')),
  };
}

const siblings = (type: string, functionName: string, { resources }: ResolvedTemplate): ResolvedResource[] =>
  resources.filter(
    (resource) =>
      resource.type === type &&
      functionOf(readProperties(resource.logicalId, resource.properties), resource.logicalId).name ===
        functionName,
  );

function functionOf(reader: PropertyReader, logicalId: string): FunctionReference {
  const text = reader.text('FunctionName');
  const reference = parseFunctionReference(text);
  if (!reference) throw new TemplateError(`FunctionName ${text} names no function.`, logicalId);
  return reference;
}

/** Defaults are Lambda's own: 10 messages, no window (Lambda API reference, CreateEventSourceMapping). */
export function readEventSourceMapping({ logicalId, properties, ref }: ResolvedResource): EventSourceMapping {
  const reader = readProperties(logicalId, properties);
  const { name, qualifier } = functionOf(reader, logicalId);
  return {
    logicalId,
    id: ref,
    functionName: name,
    ...optional('qualifier', qualifier),
    eventSourceArn: reader.text('EventSourceArn'),
    enabled: reader.flag('Enabled', true),
    batchSize: reader.number('BatchSize', 10),
    batchingWindowSeconds: reader.number('MaximumBatchingWindowInSeconds', 0),
    reportBatchItemFailures: reader.texts('FunctionResponseTypes').includes('ReportBatchItemFailures'),
    ...optional('maximumConcurrency', reader.optionalNumber('ScalingConfig.MaximumConcurrency')),
    ...optional('filterCriteria', reader.object('FilterCriteria')),
  };
}

/** Defaults are Lambda's own: two retries, six hours (Lambda API reference, PutFunctionEventInvokeConfig). */
export function readAsyncConfig({ logicalId, properties }: ResolvedResource): AsyncConfig {
  const reader = readProperties(logicalId, properties);
  return {
    logicalId,
    functionName: functionOf(reader, logicalId).name,
    qualifier: reader.optionalText('Qualifier') ?? '$LATEST',
    maximumRetryAttempts: reader.number('MaximumRetryAttempts', 2),
    maximumEventAgeSeconds: reader.number('MaximumEventAgeInSeconds', 21_600),
    ...optional('onFailureArn', reader.optionalText('DestinationConfig.OnFailure.Destination')),
    ...optional('onSuccessArn', reader.optionalText('DestinationConfig.OnSuccess.Destination')),
  };
}

export function readPermission({ logicalId, properties }: ResolvedResource): Permission {
  const reader = readProperties(logicalId, properties);
  const { name, qualifier } = functionOf(reader, logicalId);
  return {
    logicalId,
    functionName: name,
    ...optional('qualifier', qualifier),
    action: reader.text('Action'),
    principal: reader.text('Principal'),
    ...optional('sourceArn', reader.optionalText('SourceArn')),
    ...optional('sourceAccount', reader.optionalText('SourceAccount')),
  };
}
