import type { Statement } from './iam/statement.ts';
import type { Json, JsonObject } from './json.ts';
import type { StackOutput } from './resolve.ts';
import type { EventArchive } from './stack/stack-archives.ts';
import type { Topic, TopicSubscription } from './stack/stack-topics.ts';

/** A packaged stack with every reference resolved: what the parts of the local cloud are made from. */
export interface Stack {
  name: string;
  /** Its ARN. */
  id: string;
  description?: string;
  buckets: Bucket[];
  queues: Queue[];
  buses: EventBus[];
  archives: EventArchive[];
  rules: Rule[];
  topics: Topic[];
  subscriptions: TopicSubscription[];
  schedules: Schedule[];
  functions: LambdaFunction[];
  eventSourceMappings: EventSourceMapping[];
  asyncConfigs: AsyncConfig[];
  permissions: Permission[];
  tables: Table[];
  roles: Role[];
  keys: Key[];
  dataStores: DataStore[];
  outputs: Record<string, Json>;
  /** The outputs again, with what the template says about each. */
  described: StackOutput[];
  /** Every resource of the template, whether the local cloud runs it or not. */
  resources: StackResource[];
  /** Resources, and properties of others, that the template has and one machine has no use for, with the reason. */
  withoutEffect: { logicalId: string; type: string; property?: string; why: string }[];
}

export interface StackResource {
  logicalId: string;
  type: string;
  /** What `Ref` says. */
  physicalId: string;
  properties: JsonObject;
}

export interface Bucket {
  logicalId: string;
  name: string;
  arn: string;
  versioned: boolean;
  /** Whether the bucket sends its events to the default bus. */
  eventBridge: boolean;
  /** `AES256`, `aws:kms` or `aws:kms:dsse`. */
  encryption: string;
  /** The customer managed key of the bucket's default encryption. */
  kmsKeyArn?: string;
}

export interface Queue {
  logicalId: string;
  name: string;
  arn: string;
  url: string;
  fifo: boolean;
  visibilityTimeoutSeconds: number;
  delaySeconds: number;
  messageRetentionSeconds: number;
  receiveWaitSeconds: number;
  maximumMessageBytes: number;
  redrive?: { deadLetterTargetArn: string; maxReceiveCount: number };
  /** The customer managed key that encrypts the queue. */
  kmsKeyArn?: string;
  /** The statements of every AWS::SQS::QueuePolicy that names this queue. */
  policy: Statement[];
}

export interface EventBus {
  logicalId: string;
  name: string;
  arn: string;
}

export interface Rule {
  logicalId: string;
  name: string;
  arn: string;
  busName: string;
  enabled: boolean;
  eventPattern?: JsonObject;
  /** `rate(...)` or `cron(...)`. */
  scheduleExpression?: string;
  targets: RuleTarget[];
}

export interface RuleTarget {
  id: string;
  arn: string;
  roleArn?: string;
  input?: string;
  inputPath?: string;
  inputTransformer?: { inputPathsMap: Record<string, string>; inputTemplate: string };
  deadLetterArn?: string;
  retryPolicy?: { maximumRetryAttempts?: number; maximumEventAgeInSeconds?: number };
}

/** An EventBridge Scheduler schedule: its target is called as `roleArn`. */
export interface Schedule {
  logicalId: string;
  name: string;
  arn: string;
  expression: string;
  timezone: string;
  enabled: boolean;
  target: { arn: string; roleArn: string; input?: string; deadLetterArn?: string };
}

export interface LambdaFunction {
  logicalId: string;
  name: string;
  arn: string;
  /** `file.export`, as in the Lambda API. */
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memoryMb: number;
  environment: Record<string, string>;
  roleArn: string;
  /** The zip's path. */
  artifact: string;
  reservedConcurrency?: number;
  /** Active tracing (`TracingConfig`): its code gets the address of an X-Ray daemon, where the cloud has one. */
  isTraced?: true;
  deadLetterArn?: string;
  /** Alias name to version. */
  aliases: Record<string, string>;
  versions: string[];
}

export interface EventSourceMapping {
  logicalId: string;
  id: string;
  functionName: string;
  qualifier?: string;
  eventSourceArn: string;
  enabled: boolean;
  batchSize: number;
  batchingWindowSeconds: number;
  reportBatchItemFailures: boolean;
  maximumConcurrency?: number;
  /** FilterCriteria, unread. */
  filterCriteria?: JsonObject;
}

/** AWS::Lambda::EventInvokeConfig: how asynchronous invocations of a function are retried and where they end. */
export interface AsyncConfig {
  logicalId: string;
  functionName: string;
  qualifier: string;
  maximumRetryAttempts: number;
  maximumEventAgeSeconds: number;
  onFailureArn?: string;
  onSuccessArn?: string;
}

/** Lets a service (or account) invoke a function: one statement of the function's resource policy. */
export interface Permission {
  logicalId: string;
  functionName: string;
  qualifier?: string;
  action: string;
  principal: string;
  sourceArn?: string;
  sourceAccount?: string;
}

export interface Table {
  logicalId: string;
  name: string;
  arn: string;
  /** The request of DynamoDB's CreateTable, less what only AWS has use for. */
  createTable: JsonObject;
  timeToLiveAttribute?: string;
}

export interface Role {
  logicalId: string;
  name: string;
  arn: string;
  trust: Statement[];
  /** Of the role itself, of the template's policies attached to it, of the AWS managed policies it names. */
  statements: Statement[];
}

export interface Key {
  logicalId: string;
  id: string;
  arn: string;
  /** `alias/...` */
  aliases: string[];
  /** The statements of the key's own policy. */
  policy: Statement[];
}

export interface DataStore {
  logicalId: string;
  id: string;
  arn: string;
  endpoint: string;
  /** The request of CreateFHIRDatastore. */
  request: JsonObject;
}
