import { ACCOUNT_ID, REGION, arnOf, bucketArn, functionArn, iamArn, roleIdOf } from '../ground/index.ts';
import { parseFunctionReference } from './function-reference.ts';
import type { ResourceFacts, ResourceType } from './resource-names.ts';
import { bucketName, generated, named, path, text, uuid } from './resource-names.ts';
import { TYPES_WITHOUT_EFFECT } from './types-without-effect.ts';
import { TemplateError, unsupported } from './template-error.ts';

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
const topicArn = (resource: ResourceFacts): string => arnOf('sns', named('TopicName')(resource));
const dataStore = (resource: ResourceFacts): string => resource.dataStoreId(resource.logicalId);

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
  'AWS::Events::Archive': {
    ref: named('ArchiveName'),
    attributes: {
      Arn: (resource) => arnOf('events', `archive/${named('ArchiveName')(resource)}`),
      ArchiveName: named('ArchiveName'),
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
      RoleId: (resource) => roleIdOf(iamArn(`role${path(resource)}${named('RoleName')(resource)}`)),
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
  'AWS::CloudWatch::Alarm': {
    ref: named('AlarmName'),
    attributes: { Arn: (resource) => arnOf('cloudwatch', `alarm:${named('AlarmName')(resource)}`) },
  },
  'AWS::KMS::Key': {
    ref: uuid,
    attributes: { Arn: (resource) => arnOf('kms', `key/${uuid(resource)}`), KeyId: uuid },
  },
  'AWS::SNS::Topic': {
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: named('TopicName') },
  },
  'AWS::SNS::TopicPolicy': { ref: generated, attributes: {} },
  'AWS::SNS::Subscription': {
    ref: (resource) => `${text(resource, 'TopicArn') ?? ''}:${uuid(resource)}`,
    attributes: {},
  },
  'AWS::KMS::Alias': { ref: named('AliasName'), attributes: {} },

  ...TYPES_WITHOUT_EFFECT,
};

/** The row of a type. Throws a TemplateError that lists what is supported. */
export function resourceType(type: string): ResourceType {
  const row = RESOURCE_TYPES[type];
  if (!row)
    throw unsupported(`${type} is not supported by the local cloud`, type, Object.keys(RESOURCE_TYPES));
  return row;
}
