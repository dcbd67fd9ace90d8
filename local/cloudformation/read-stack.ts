import { PROPERTIES_WITHOUT_EFFECT } from './properties-without-effect.ts';
import type { ResolvedResource, ResolvedTemplate } from './resolve.ts';
import { resolveTemplate, stackId } from './resolve.ts';
import { resourceType } from './resource-types.ts';
import type { Stack } from './stack.ts';
import { readArchive } from './stack/stack-archives.ts';
import {
  readAsyncConfig,
  readEventSourceMapping,
  readFunction,
  readPermission,
} from './stack/stack-functions.ts';
import { readBus, readQueue, readRule, readSchedule } from './stack/stack-messaging.ts';
import { readRole } from './stack/stack-roles.ts';
import { readBucket, readDataStore, readKey, readTable } from './stack/stack-storage.ts';
import { readSubscription, readTopic } from './stack/stack-topics.ts';
import type { Template } from './template.ts';
import { readTemplate } from './template.ts';

export interface ReadStackOptions {
  /** Where `sls package` left the template and the zips. */
  packageFolder: string;
  /** `http://127.0.0.1:port` of the local cloud. */
  endpoint: string;
  /** The id of a data store; must be the same in every run with the same state. */
  dataStoreId: (logicalId: string) => string;
  stackName?: string;
  parameters?: Readonly<Record<string, string>>;
}

/** Where the framework uploads code before a deployment: nothing is uploaded locally. */
const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';

/** Reads and resolves the packaged template. Throws a TemplateError that names the logical id. */
export const readStack = (options: ReadStackOptions): Stack =>
  stackOf(readTemplate(options.packageFolder), options);

/** The stack of a template that is in memory already. */
export function stackOf(template: Template, options: ReadStackOptions): Stack {
  const name = options.stackName ?? 'inlet-local';
  const resolved = resolveTemplate(template, { ...options, stackName: name });
  const read = <Part>(
    type: string,
    part: (resource: ResolvedResource, all: ResolvedTemplate) => Part,
  ): Part[] =>
    resolved.resources
      .filter((resource) => resource.type === type && resource.logicalId !== DEPLOYMENT_BUCKET)
      .map((resource) => part(resource, resolved));

  return {
    name,
    id: stackId(name),
    ...(template.Description !== undefined && { description: template.Description }),
    buckets: read('AWS::S3::Bucket', readBucket),
    queues: read('AWS::SQS::Queue', readQueue),
    buses: read('AWS::Events::EventBus', readBus),
    archives: read('AWS::Events::Archive', readArchive),
    rules: read('AWS::Events::Rule', readRule),
    topics: read('AWS::SNS::Topic', readTopic),
    subscriptions: read('AWS::SNS::Subscription', readSubscription),
    schedules: read('AWS::Scheduler::Schedule', readSchedule),
    functions: read('AWS::Lambda::Function', (resource, all) =>
      readFunction(resource, all, options.packageFolder),
    ),
    eventSourceMappings: read('AWS::Lambda::EventSourceMapping', readEventSourceMapping),
    asyncConfigs: read('AWS::Lambda::EventInvokeConfig', readAsyncConfig),
    permissions: read('AWS::Lambda::Permission', readPermission),
    tables: read('AWS::DynamoDB::Table', readTable),
    roles: read('AWS::IAM::Role', readRole),
    keys: read('AWS::KMS::Key', readKey),
    dataStores: read('AWS::HealthLake::FHIRDatastore', readDataStore),
    outputs: resolved.outputs,
    described: resolved.described,
    resources: resolved.resources
      .filter(({ logicalId }) => logicalId !== DEPLOYMENT_BUCKET)
      .map(({ logicalId, type, ref, properties }) => ({ logicalId, type, physicalId: ref, properties })),
    withoutEffect: withoutEffect(resolved),
  };
}

const withoutEffect = ({ resources }: ResolvedTemplate): Stack['withoutEffect'] =>
  resources.flatMap(({ logicalId, type, properties }) => {
    const why =
      logicalId === DEPLOYMENT_BUCKET ? 'nothing is uploaded locally' : resourceType(type).withoutEffect;
    if (why !== undefined) return [{ logicalId, type, why }];
    return Object.entries(PROPERTIES_WITHOUT_EFFECT[type] ?? {}).flatMap(([property, reason]) =>
      property in properties ? [{ logicalId, type, property, why: reason }] : [],
    );
  });
