import { randomUUID } from 'node:crypto';
import type { EventSourceMapping } from '../../cloudformation/index.ts';
import { parseFunctionReference } from '../../cloudformation/index.ts';
import { AwsError, arnOf, functionArn } from '../../ground/index.ts';
import { textMember } from '../../http/index.ts';
import type { RuntimeMapping } from '../runtime/runtime-mappings.ts';
import { unknownMapping } from '../runtime/runtime-mappings.ts';
import type { LambdaApi, LambdaOperation } from './call.ts';
import { bodyOf, invalid, pageOf } from './call.ts';
import { readChangedMapping, readNewMapping } from './mapping-settings.ts';

const LONGEST_PAGE = 100;

export const createEventSourceMapping: LambdaOperation = async (call, api) => {
  const input = await bodyOf(call);
  const reference = textMember(input, 'FunctionName') ?? '';
  const { lambda, qualifier } = api.functions.find(reference);
  const context = { 'lambda:FunctionArn': functionArn(lambda.name, qualifier) };
  api.authorize(call.caller, 'lambda:CreateEventSourceMapping', '*', context);
  const settings = readNewMapping(input, lambda.name, qualifier);
  const twin = api.eventSources
    .list()
    .find(
      (other) => other.eventSourceArn === settings.eventSourceArn && targetOf(other) === targetOf(settings),
    );
  if (twin)
    throw new AwsError(
      'ResourceConflictException',
      `An event source mapping with SQS arn (" ${settings.eventSourceArn} ") and function (" ${lambda.name} ") already exists. Please update or delete the existing mapping with UUID ${twin.id}`,
      409,
    );
  checkQueue(settings, api);
  const id = randomUUID();
  const mapping = { ...settings, logicalId: id, id, lastModifiedMs: api.now() };
  api.runtimeMappings.put(mapping);
  return { status: 202, body: describe(mapping, api) };
};

export const updateEventSourceMapping: LambdaOperation = async (call, api) => {
  const id = call.path.id ?? '';
  api.authorize(call.caller, 'lambda:UpdateEventSourceMapping', mappingArn(id));
  const input = await bodyOf(call);
  const [only, ...others] = Object.keys(input).filter((member) => member !== 'UUID');
  // All that a template's mapping can be: on or off.
  if (only === 'Enabled' && others.length === 0 && !api.runtimeMappings.get(id))
    return { status: 202, body: describe(api.runtimeMappings.switchTo(id, input.Enabled !== false), api) };
  const before = api.runtimeMappings.changeable(id);
  const changed = readChangedMapping(before, input, api.functions);
  checkQueue(changed, api);
  const mapping = { ...changed, lastModifiedMs: api.now() };
  api.runtimeMappings.put(mapping);
  return { status: 202, body: describe(mapping, api) };
};

export const deleteEventSourceMapping: LambdaOperation = ({ caller, path }, api) => {
  const id = path.id ?? '';
  api.authorize(caller, 'lambda:DeleteEventSourceMapping', mappingArn(id));
  const mapping = api.runtimeMappings.changeable(id);
  api.runtimeMappings.remove(id);
  return { status: 202, body: { ...describe(mapping, api), State: 'Deleting' } };
};

export const getEventSourceMapping: LambdaOperation = ({ caller, path }, api) => {
  const id = path.id ?? '';
  api.authorize(caller, 'lambda:GetEventSourceMapping', mappingArn(id));
  const mapping = api.eventSources.list().find((candidate) => candidate.id === id);
  if (!mapping) throw unknownMapping();
  return { body: describe(mapping, api) };
};

export const listEventSourceMappings: LambdaOperation = ({ caller, query }, api) => {
  api.authorize(caller, 'lambda:ListEventSourceMappings', '*');
  const source = query.get('EventSourceArn');
  const asked = query.get('FunctionName');
  const name = asked === null ? undefined : parseFunctionReference(asked)?.name;
  const fitting = api.eventSources
    .list()
    .filter(
      (mapping) =>
        (source === null || mapping.eventSourceArn === source) &&
        (asked === null || mapping.functionName === name),
    );
  const { page, nextMarker } = pageOf(fitting, ({ id }) => id, query, LONGEST_PAGE);
  return {
    body: { EventSourceMappings: page.map((mapping) => describe(mapping, api)), NextMarker: nextMarker },
  };
};

const mappingArn = (id: string): string => arnOf('lambda', `event-source-mapping:${id}`);

const targetOf = ({ functionName, qualifier }: Pick<EventSourceMapping, 'functionName' | 'qualifier'>) =>
  functionArn(functionName, qualifier);

/** What Lambda looks at before it polls (developer guide, "Creating and configuring an Amazon SQS event source mapping"). @throws AwsError */
function checkQueue(
  { eventSourceArn, functionName }: Pick<EventSourceMapping, 'eventSourceArn' | 'functionName'>,
  { functions, authorize, queueTimeout }: LambdaApi,
): void {
  const { lambda } = functions.find(functionName);
  for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'])
    try {
      authorize({ kind: 'role', roleArn: lambda.roleArn }, `sqs:${action}`, eventSourceArn);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw invalid(
        `The provided execution role does not have permissions to call ${action} on SQS. ${error.message}`,
      );
    }
  const seconds = queueTimeout(eventSourceArn);
  if (seconds === undefined)
    throw invalid(
      `Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.`,
    );
  if (seconds < lambda.timeoutSeconds)
    throw invalid(
      `Queue visibility timeout: ${seconds} seconds is less than Function timeout: ${lambda.timeoutSeconds} seconds`,
    );
}

/** An `EventSourceMappingConfiguration` (Lambda API reference). A mapping is in its end state when the call is answered. */
function describe(mapping: EventSourceMapping | RuntimeMapping, { runtimeMappings }: LambdaApi) {
  const { id, enabled, maximumConcurrency } = mapping;
  const modifiedMs = runtimeMappings.get(id)?.lastModifiedMs;
  return {
    UUID: id,
    EventSourceMappingArn: mappingArn(id),
    EventSourceArn: mapping.eventSourceArn,
    FunctionArn: targetOf(mapping),
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchingWindowSeconds,
    FunctionResponseTypes: mapping.reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(maximumConcurrency !== undefined && {
      ScalingConfig: { MaximumConcurrency: maximumConcurrency },
    }),
    ...(modifiedMs !== undefined && {
      LastModified: modifiedMs / 1000,
      StateTransitionReason: 'USER_INITIATED',
    }),
    State: enabled ? 'Enabled' : 'Disabled',
  };
}
