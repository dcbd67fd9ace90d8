import type { JsonObject } from '../json.ts';
import { parsePolicy } from '../iam/policy.ts';
import { keyArn } from '../key-arn.ts';
import { optional, readProperties } from '../property-reader.ts';
import type { ResolvedResource, ResolvedTemplate } from '../resolve.ts';
import type { Bucket, DataStore, Key, Table } from '../stack.ts';

export function readBucket(
  { logicalId, properties, ref, attribute }: ResolvedResource,
  all: ResolvedTemplate,
): Bucket {
  const reader = readProperties(logicalId, properties);
  const [encryption] = reader.objects('BucketEncryption.ServerSideEncryptionConfiguration');
  return {
    logicalId,
    name: ref,
    arn: attribute('Arn'),
    versioned: reader.optionalText('VersioningConfiguration.Status') === 'Enabled',
    eventBridge: readEventBridge(reader.object('NotificationConfiguration')),
    encryption: encryption?.optionalText('ServerSideEncryptionByDefault.SSEAlgorithm') ?? 'AES256',
    ...optional(
      'kmsKeyArn',
      keyArn(encryption?.optionalText('ServerSideEncryptionByDefault.KMSMasterKeyID'), all),
    ),
  };
}

/** EventBridgeConfiguration switches the events on by being there; its only member is true by default. */
function readEventBridge(notifications: JsonObject | undefined): boolean {
  const configuration = notifications?.EventBridgeConfiguration;
  if (configuration === undefined) return false;
  return readProperties('EventBridgeConfiguration', { configuration }).flag(
    'configuration.EventBridgeEnabled',
    true,
  );
}

const CREATE_TABLE_MEMBERS = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
];

export function readTable({ logicalId, properties, ref, attribute }: ResolvedResource): Table {
  const reader = readProperties(logicalId, properties);
  const createTable: JsonObject = { TableName: ref };
  for (const member of CREATE_TABLE_MEMBERS) {
    const value = properties[member];
    if (value !== undefined) createTable[member] = value;
  }
  return {
    logicalId,
    name: ref,
    arn: attribute('Arn'),
    createTable,
    ...(reader.flag('TimeToLiveSpecification.Enabled', false)
      ? { timeToLiveAttribute: reader.text('TimeToLiveSpecification.AttributeName') }
      : {}),
  };
}

export function readKey(
  { logicalId, properties, ref, attribute }: ResolvedResource,
  all: ResolvedTemplate,
): Key {
  const arn = attribute('Arn');
  const aliases = all.resources
    .filter(({ type, properties }) => {
      const target = properties.TargetKeyId;
      return type === 'AWS::KMS::Alias' && (target === ref || target === arn);
    })
    .map((alias) => alias.ref);
  return {
    logicalId,
    id: ref,
    arn,
    aliases,
    policy: properties.KeyPolicy === undefined ? [] : parsePolicy(properties.KeyPolicy),
  };
}

export function readDataStore({ logicalId, properties, ref, attribute }: ResolvedResource): DataStore {
  return {
    logicalId,
    id: ref,
    arn: attribute('DatastoreArn'),
    endpoint: attribute('DatastoreEndpoint'),
    request: properties,
  };
}
