import { createHash } from 'node:crypto';
import { ACCOUNT_ID, REGION, arnOf, bucketArn, functionArn, iamArn } from '../ground/index.ts';
import { parseFunctionReference } from './function-reference.ts';
import type { JsonObject } from './json.ts';
import { TemplateError, unsupported } from './template-error.ts';

/** What a resource's names are made of. */
export interface ResourceFacts {
  logicalId: string;
  properties: JsonObject;
  stackName: string;
  /** `http://127.0.0.1:port` of the local cloud. */
  endpoint: string;
  /** The id of the data store of this logical id; the same in every run. */
  dataStoreId: (logicalId: string) => string;
  /** 1 for the first published version of a function, and so on. */
  versionNumber: (functionName: string, logicalId: string) => number;
}

export interface ResourceType {
  /** What `Ref` answers. */
  ref: (resource: ResourceFacts) => string;
  /** What `Fn::GetAtt` answers, by attribute. */
  attributes: Readonly<Record<string, (resource: ResourceFacts) => string>>;
  /** Why the local cloud may leave the resource out; absent for what it runs. */
  withoutEffect?: string;
}

const text = (resource: ResourceFacts, property: string): string | undefined => {
  const value = resource.properties[property];
  return typeof value === 'string' ? value : undefined;
};

/** A name as CloudFormation would generate it, but the same in every run: stack, logical id, eight characters. */
const generated = ({ stackName, logicalId }: ResourceFacts): string =>
  `${stackName}-${logicalId}-${digest(`${stackName}/${logicalId}`).slice(0, 8)}`;

const digest = (value: string): string => createHash('sha256').update(value).digest('hex');

const uuid = (resource: ResourceFacts): string =>
  digest(`${resource.stackName}/${resource.logicalId}`).replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    '$1-$2-4$3-8$4-$5',
  );

const named =
  (property: string) =>
  (resource: ResourceFacts): string =>
    text(resource, property) ?? generated(resource);

const path = (resource: ResourceFacts): string => text(resource, 'Path') ?? '/';

const bucketName = (resource: ResourceFacts): string =>
  text(resource, 'BucketName') ?? generated(resource).toLowerCase();

/** EventBridge names a rule of a custom bus `bus|rule` in Ref, and `rule/bus/rule` in the ARN. */
const ruleBus = (resource: ResourceFacts): string =>
  (text(resource, 'EventBusName') ?? 'default').replace(/^.*:event-bus\//, '');
const ruleName = named('Name');

const targetFunction = (resource: ResourceFacts): string => {
  const reference = parseFunctionReference(text(resource, 'FunctionName') ?? '');
  if (!reference) throw new TemplateError('FunctionName names no function.');
  return reference.name;
};

const version = (resource: ResourceFacts): string =>
  String(resource.versionNumber(targetFunction(resource), resource.logicalId));
const aliasArn = (resource: ResourceFacts): string =>
  functionArn(targetFunction(resource), named('Name')(resource));

const queueArn = (resource: ResourceFacts): string => arnOf('sqs', named('QueueName')(resource));
const queueUrl = (resource: ResourceFacts): string =>
  `${resource.endpoint}/${ACCOUNT_ID}/${named('QueueName')(resource)}`;
const dataStore = (resource: ResourceFacts): string => resource.dataStoreId(resource.logicalId);

/** A resource that other resources may name by Ref, and that changes nothing on one machine. */
const known = (
  withoutEffect: string,
  ref: ResourceType['ref'] = generated,
  attributes: ResourceType['attributes'] = {},
): ResourceType => ({ ref, attributes, withoutEffect });

const WATCHING = 'nobody watches metrics locally';
const MESSAGES = 'no message leaves the machine';
const ACCESS = 'locally, calls are checked against the roles of the callers';

/** Every resource type the local cloud knows: its names, its attributes, and whether it has an effect. */
export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::S3::Bucket': {
    ref: bucketName,
    attributes: {
      Arn: (resource) => bucketArn(bucketName(resource)),
      DomainName: (resource) => `${bucketName(resource)}.s3.amazonaws.com`,
      RegionalDomainName: (resource) => `${bucketName(resource)}.s3.${REGION}.amazonaws.com`,
    },
  },
  'AWS::SQS::Queue': {
    ref: queueUrl,
    attributes: { Arn: queueArn, QueueName: named('QueueName'), QueueUrl: queueUrl },
  },
  'AWS::SQS::QueuePolicy': { ref: generated, attributes: {} },
  'AWS::DynamoDB::Table': {
    ref: named('TableName'),
    attributes: { Arn: (resource) => arnOf('dynamodb', `table/${named('TableName')(resource)}`) },
  },
  'AWS::Events::EventBus': {
    ref: named('Name'),
    attributes: {
      Arn: (resource) => arnOf('events', `event-bus/${named('Name')(resource)}`),
      Name: named('Name'),
    },
  },
  'AWS::Events::Rule': {
    ref: (resource) =>
      ruleBus(resource) === 'default' ? ruleName(resource) : `${ruleBus(resource)}|${ruleName(resource)}`,
    attributes: {
      Arn: (resource) =>
        arnOf(
          'events',
          `rule/${ruleBus(resource) === 'default' ? '' : `${ruleBus(resource)}/`}${ruleName(resource)}`,
        ),
    },
  },
  'AWS::Scheduler::Schedule': {
    ref: named('Name'),
    attributes: {
      Arn: (resource) =>
        arnOf('scheduler', `schedule/${text(resource, 'GroupName') ?? 'default'}/${named('Name')(resource)}`),
    },
  },
  'AWS::Lambda::Function': {
    ref: named('FunctionName'),
    attributes: { Arn: (resource) => functionArn(named('FunctionName')(resource)) },
  },
  'AWS::Lambda::Version': {
    ref: (resource) => functionArn(targetFunction(resource), version(resource)),
    attributes: {
      Version: version,
      FunctionArn: (resource) => functionArn(targetFunction(resource), version(resource)),
    },
  },
  'AWS::Lambda::Alias': { ref: aliasArn, attributes: { AliasArn: aliasArn } },
  'AWS::Lambda::Permission': { ref: generated, attributes: { Id: generated } },
  'AWS::Lambda::EventInvokeConfig': { ref: generated, attributes: {} },
  'AWS::Lambda::EventSourceMapping': {
    ref: uuid,
    attributes: {
      Id: uuid,
      EventSourceMappingArn: (resource) => arnOf('lambda', `event-source-mapping:${uuid(resource)}`),
    },
  },
  'AWS::IAM::Role': {
    ref: named('RoleName'),
    attributes: {
      Arn: (resource) => iamArn(`role${path(resource)}${named('RoleName')(resource)}`),
      RoleId: (resource) => `AROA${digest(generated(resource)).slice(0, 17).toUpperCase()}`,
    },
  },
  'AWS::IAM::Policy': { ref: named('PolicyName'), attributes: {} },
  'AWS::IAM::RolePolicy': { ref: named('PolicyName'), attributes: {} },
  'AWS::IAM::ManagedPolicy': {
    ref: (resource) => iamArn(`policy${path(resource)}${named('ManagedPolicyName')(resource)}`),
    attributes: {
      PolicyArn: (resource) => iamArn(`policy${path(resource)}${named('ManagedPolicyName')(resource)}`),
    },
  },
  'AWS::HealthLake::FHIRDatastore': {
    ref: dataStore,
    attributes: {
      DatastoreId: dataStore,
      DatastoreArn: (resource) => arnOf('healthlake', `datastore/fhir/${dataStore(resource)}`),
      DatastoreEndpoint: (resource) => `${resource.endpoint}/datastore/${dataStore(resource)}/r4/`,
      DatastoreStatus: () => 'ACTIVE',
    },
  },
  'AWS::KMS::Key': {
    ref: uuid,
    attributes: { Arn: (resource) => arnOf('kms', `key/${uuid(resource)}`), KeyId: uuid },
  },
  'AWS::KMS::Alias': { ref: named('AliasName'), attributes: {} },

  'AWS::S3::BucketPolicy': known(ACCESS),
  'AWS::Events::EventBusPolicy': known(ACCESS),
  'AWS::SNS::TopicPolicy': known(ACCESS),
  'AWS::Logs::LogGroup': known('logs are lines of the local cloud', named('LogGroupName'), {
    Arn: (resource) => arnOf('logs', `log-group:${named('LogGroupName')(resource)}:*`),
  }),
  'AWS::Logs::MetricFilter': known(WATCHING),
  'AWS::Logs::QueryDefinition': known(WATCHING),
  'AWS::CloudWatch::Alarm': known(WATCHING, named('AlarmName'), {
    Arn: (resource) => arnOf('cloudwatch', `alarm:${named('AlarmName')(resource)}`),
  }),
  'AWS::CloudWatch::CompositeAlarm': known(WATCHING, named('AlarmName'), {
    Arn: (resource) => arnOf('cloudwatch', `alarm:${named('AlarmName')(resource)}`),
  }),
  'AWS::CloudWatch::Dashboard': known(WATCHING, named('DashboardName')),
  'AWS::SNS::Topic': known(MESSAGES, (resource) => arnOf('sns', named('TopicName')(resource)), {
    TopicArn: (resource) => arnOf('sns', named('TopicName')(resource)),
    TopicName: named('TopicName'),
  }),
  'AWS::SNS::Subscription': known(MESSAGES, (resource) => arnOf('sns', generated(resource))),
  'AWS::Scheduler::ScheduleGroup': known('a schedule carries its group in its ARN', named('Name'), {
    Arn: (resource) => arnOf('scheduler', `schedule-group/${named('Name')(resource)}`),
  }),
  'AWS::ApplicationAutoScaling::ScalableTarget': known('capacity does not scale on one machine'),
  'AWS::ApplicationAutoScaling::ScalingPolicy': known('capacity does not scale on one machine'),
};

/** The row of a type. Throws a TemplateError that lists what is supported. */
export function resourceType(type: string): ResourceType {
  const row = RESOURCE_TYPES[type];
  if (!row)
    throw unsupported(`${type} is not supported by the local cloud`, type, Object.keys(RESOURCE_TYPES));
  return row;
}
