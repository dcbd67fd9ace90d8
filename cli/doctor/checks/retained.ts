import { DescribeContinuousBackupsCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import {
  GetBucketEncryptionCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import type { GetPublicAccessBlockOutput } from '@aws-sdk/client-s3';
import type { Check, Finding, Patient } from '../finding.ts';
import { deployAgain, ofEach, unless } from '../finding.ts';

/** The properties of a resource of the template. */
const propertiesOf = ({ stack }: Patient, logicalId: string): Record<string, unknown> =>
  stack.resources.find((resource) => resource.logicalId === logicalId)?.properties ?? {};

type Bucket = Patient['stack']['buckets'][number];

export const notifications: Check = {
  name: 'bucket-notifications',
  finds: 'buckets that no longer send their events to EventBridge, so that nothing that is dropped is seen',
  look: ({ stage, stack }) =>
    ofEach(
      stack.buckets.filter(({ eventBridge }) => eventBridge),
      async ({ name: Bucket }): Promise<Finding[]> => {
        const found = await unless(
          stage.s3.send(new GetBucketNotificationConfigurationCommand({ Bucket })),
          ['NoSuchBucket'],
          undefined,
        );
        // A bucket that is gone is found by `retained`.
        return found === undefined || found.EventBridgeConfiguration !== undefined
          ? []
          : [
              {
                what: `the bucket ${Bucket} does not send its events to EventBridge`,
                next: `aws s3api put-bucket-notification-configuration --bucket ${Bucket} --notification-configuration '{"EventBridgeConfiguration": {}}'   # then what was dropped meanwhile: npx inlet import s3://${Bucket}/ --stage ${stage.stage}`,
              },
            ];
      },
    ),
};

export const retained: Check = {
  name: 'retained',
  finds:
    'buckets, tables and keys that are gone, or whose settings are no longer the template’s: versions, encryption, public access, backups, protection, rotation',
  look: async (patient) => [
    ...(await ofEach(patient.stack.buckets, (bucket) => ofBucket(patient, bucket))),
    ...(await ofEach(patient.stack.tables, ({ name, logicalId }) => ofTable(patient, name, logicalId))),
    ...(await ofEach(patient.stack.keys, ({ id, logicalId }) => ofKey(patient, id, logicalId))),
  ],
};

async function ofBucket(patient: Patient, bucket: Bucket): Promise<Finding[]> {
  const { stage, served } = patient;
  const Bucket = bucket.name;
  const found: Finding[] = [];
  const isThere = await unless(
    stage.s3.send(new HeadBucketCommand({ Bucket })),
    ['NotFound', 'NoSuchBucket'],
    undefined,
  );
  if (isThere === undefined)
    return [
      { what: `the bucket ${Bucket} is gone`, next: 'docs/operations.md says how a bucket is made again' },
    ];
  const { Status } = await stage.s3.send(new GetBucketVersioningCommand({ Bucket }));
  if (bucket.versioned && Status !== 'Enabled')
    found.push({
      what: `the bucket ${Bucket} keeps no versions (${Status ?? 'never enabled'})`,
      next: `aws s3api put-bucket-versioning --bucket ${Bucket} --versioning-configuration Status=Enabled`,
    });
  const encryption = await served(() => stage.s3.send(new GetBucketEncryptionCommand({ Bucket })));
  const algorithm =
    encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault
      ?.SSEAlgorithm;
  if (encryption !== undefined && algorithm !== bucket.encryption)
    found.push({
      what: `the bucket ${Bucket} encrypts with ${algorithm ?? 'nothing'}, not with ${bucket.encryption}`,
      next: `${deployAgain(stage.stage)}   # where the stack is unchanged: aws s3api put-bucket-encryption help`,
    });
  const access = await served(() =>
    unless<GetPublicAccessBlockOutput, GetPublicAccessBlockOutput>(
      stage.s3.send(new GetPublicAccessBlockCommand({ Bucket })),
      ['NoSuchPublicAccessBlockConfiguration'],
      {},
    ),
  );
  const wanted = propertiesOf(patient, bucket.logicalId).PublicAccessBlockConfiguration;
  const open = Object.entries((wanted ?? {}) as Record<string, unknown>)
    .filter(([, value]) => String(value) === 'true')
    .map(([name]) => name)
    .filter((name) => {
      const now = (access?.PublicAccessBlockConfiguration ?? {}) as Record<string, unknown>;
      return now[name] !== true;
    });
  if (access !== undefined && open.length > 0)
    found.push({
      what: `the bucket ${Bucket} does not block public access any more: ${open.join(', ')}`,
      next: `aws s3api put-public-access-block --bucket ${Bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    });
  return found;
}

async function ofTable(patient: Patient, TableName: string, logicalId: string): Promise<Finding[]> {
  const { clients, served } = patient;
  const described = await unless(
    clients.tables.send(new DescribeTableCommand({ TableName })),
    ['ResourceNotFoundException'],
    undefined,
  );
  if (described?.Table === undefined)
    return [{ what: `the table ${TableName} is gone`, next: 'docs/operations.md says how it is restored' }];
  const found: Finding[] = [];
  const wanted = propertiesOf(patient, logicalId);
  if (described.Table.TableStatus !== 'ACTIVE')
    found.push({
      what: `the table ${TableName} is ${described.Table.TableStatus}`,
      next: `aws dynamodb describe-table --table-name ${TableName}`,
    });
  if (
    String(wanted.DeletionProtectionEnabled) === 'true' &&
    described.Table.DeletionProtectionEnabled === false
  )
    found.push({
      what: `the table ${TableName} is not protected from deletion any more`,
      next: `aws dynamodb update-table --table-name ${TableName} --deletion-protection-enabled`,
    });
  const backups = await served(() =>
    clients.tables.send(new DescribeContinuousBackupsCommand({ TableName })),
  );
  const recovery =
    backups?.ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  if (wanted.PointInTimeRecoverySpecification !== undefined && recovery === 'DISABLED')
    found.push({
      what: `the table ${TableName} has no recovery to a point in time any more`,
      next: `aws dynamodb update-continuous-backups --table-name ${TableName} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`,
    });
  return found;
}

async function ofKey(patient: Patient, KeyId: string, logicalId: string): Promise<Finding[]> {
  const { clients, served } = patient;
  const described = await unless(
    clients.keys.send(new DescribeKeyCommand({ KeyId })),
    ['NotFoundException'],
    undefined,
  );
  const state = described?.KeyMetadata?.KeyState;
  if (state === 'PendingDeletion')
    return [
      {
        what: `the key ${KeyId} is to be deleted: with it goes what it encrypts`,
        next: `aws kms cancel-key-deletion --key-id ${KeyId} && aws kms enable-key --key-id ${KeyId}`,
      },
    ];
  if (state !== 'Enabled')
    return [{ what: `the key ${KeyId} is ${state ?? 'gone'}`, next: `aws kms enable-key --key-id ${KeyId}` }];
  const rotation = await served(() => clients.keys.send(new GetKeyRotationStatusCommand({ KeyId })));
  return String(propertiesOf(patient, logicalId).EnableKeyRotation) === 'true' &&
    rotation?.KeyRotationEnabled === false
    ? [
        {
          what: `the key ${KeyId} is not rotated any more`,
          next: `aws kms enable-key-rotation --key-id ${KeyId}`,
        },
      ]
    : [];
}
