import {
  GetBucketEncryptionCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import type { GetBucketEncryptionOutput, GetPublicAccessBlockOutput } from '@aws-sdk/client-s3';
import type { Check, Finding, Patient } from '../finding.ts';
import { ofEach, propertiesOf, unless } from '../finding.ts';
import { ofKey, ofTable } from './tables-and-keys.ts';

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
      {
        what: `the bucket ${Bucket} is gone`,
        next: `aws s3 mb s3://${Bucket}   # then look again: what its settings lack is found; its policy is in infrastructure/buckets.yml`,
      },
    ];
  const { Status } = await stage.s3.send(new GetBucketVersioningCommand({ Bucket }));
  if (bucket.versioned && Status !== 'Enabled')
    found.push({
      what: `the bucket ${Bucket} keeps no versions (${Status ?? 'never enabled'})`,
      next: `aws s3api put-bucket-versioning --bucket ${Bucket} --versioning-configuration Status=Enabled`,
    });
  const encryption = await served(() =>
    unless<GetBucketEncryptionOutput, GetBucketEncryptionOutput>(
      stage.s3.send(new GetBucketEncryptionCommand({ Bucket })),
      // S3 encrypts every bucket since 2023; what speaks S3 otherwise may not.
      ['ServerSideEncryptionConfigurationNotFoundError'],
      {},
    ),
  );
  const { SSEAlgorithm: algorithm, KMSMasterKeyID: key } =
    encryption?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {};
  if (encryption !== undefined && !isEncryptedAs(bucket, algorithm, key))
    found.push({
      what: `the bucket ${Bucket} encrypts with ${algorithm ?? 'nothing'}${key === undefined ? '' : ` and the key ${key}`}, not with ${bucket.encryption}${bucket.kmsKeyArn === undefined ? '' : ' and the key of the template'}`,
      next: `aws s3api put-bucket-encryption --bucket ${Bucket} --server-side-encryption-configuration '${encryptionOf(bucket)}'`,
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

const isEncryptedAs = (
  { encryption, kmsKeyArn }: Bucket,
  algorithm: string | undefined,
  key: string | undefined,
): boolean =>
  algorithm === encryption && (kmsKeyArn === undefined || (key !== undefined && kmsKeyArn.endsWith(key)));

/** What put-bucket-encryption takes. */
const encryptionOf = ({ encryption, kmsKeyArn }: Bucket): string =>
  JSON.stringify({
    Rules: [
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: encryption, KMSMasterKeyID: kmsKeyArn },
        BucketKeyEnabled: kmsKeyArn !== undefined,
      },
    ],
  });
