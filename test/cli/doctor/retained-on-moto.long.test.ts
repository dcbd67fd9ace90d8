import {
  CreateTableCommand,
  DeleteTableCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import {
  DisableKeyCommand,
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import type { ServerSideEncryptionByDefault } from '@aws-sdk/client-s3';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { propertiesOf } from '../../../cli/doctor/finding.ts';
import { retained } from '../../../cli/doctor/checks/retained.ts';
import type { StageOnMoto } from './stage-on-moto.ts';
import { ACCOUNT, canTry, stageOnMoto } from './stage-on-moto.ts';

const isTried = canTry('settings of what is retained');
const INBOX = `inlet-prod-inbox-${ACCOUNT}-us-east-1`;
const LEDGER = 'inlet-prod-ledger';
const IDEMPOTENCY = 'inlet-prod-idempotency';

let moto: StageOnMoto;
let s3: StageOnMoto['s3'];
let clients: StageOnMoto['clients'];
let patient: StageOnMoto['patient'];
let KeyId: string;
let keyArn: string;

/** What the template retains is made as the template has it. */
beforeAll(async () => {
  if (!isTried) return;
  moto = await stageOnMoto('prod', 'prod');
  ({ s3, clients, patient, KeyId, keyArn } = moto);
  await clients.keys.send(new EnableKeyRotationCommand({ KeyId }));
  for (const { name } of patient.stack.buckets) await makeBucket(name);
  for (const { name } of patient.stack.tables) await makeTable(name);
}, 300_000);
afterAll(async () => {
  if (isTried) await moto.end();
});

async function makeBucket(Bucket: string): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await versioning(Bucket, 'Enabled');
  await encryption(Bucket, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn });
  const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true };
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: { ...all, RestrictPublicBuckets: true },
    }),
  );
}

const versioning = (Bucket: string, Status: 'Enabled' | 'Suspended'): Promise<unknown> =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

const encryption = (
  Bucket: string,
  ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault,
): Promise<unknown> =>
  s3.send(
    new PutBucketEncryptionCommand({
      Bucket,
      ServerSideEncryptionConfiguration: { Rules: [{ ApplyServerSideEncryptionByDefault }] },
    }),
  );

async function makeTable(TableName: string, key = keyArn): Promise<void> {
  const logicalId = TableName === LEDGER ? 'LedgerTable' : 'IdempotencyTable';
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = propertiesOf(
    patient,
    logicalId,
  ) as Partial<CreateTableCommandInput>;
  await clients.tables.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions,
      KeySchema,
      GlobalSecondaryIndexes,
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: TableName === LEDGER,
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
    }),
  );
  if (TableName === LEDGER) await recovery(true);
}

const recovery = (PointInTimeRecoveryEnabled: boolean): Promise<unknown> =>
  clients.tables.send(
    new UpdateContinuousBackupsCommand({
      TableName: LEDGER,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
    }),
  );
async function makeAnew(TableName: string, key?: string): Promise<void> {
  await clients.tables.send(new DeleteTableCommand({ TableName }));
  await makeTable(TableName, key);
}
const unprotected = (): Promise<unknown> =>
  clients.tables.send(new UpdateTableCommand({ TableName: LEDGER, DeletionProtectionEnabled: false }));

/** Each thing that somebody may change behind the stack's back, and what the doctor says first. */
const CAUSES: Readonly<Record<string, readonly [what: RegExp, make: () => Promise<unknown>]>> = {
  'versions are suspended': [
    /the bucket inlet-prod-inbox-\S+ keeps no versions \(Suspended\)/,
    () => versioning(INBOX, 'Suspended'),
  ],
  'a bucket encrypts without the key': [
    /the bucket inlet-prod-inbox-\S+ encrypts with AES256, not with aws:kms and the key/,
    () => encryption(INBOX, { SSEAlgorithm: 'AES256' }),
  ],
  'a bucket encrypts with another key': [
    /encrypts with aws:kms and the key arn:\S+, not with aws:kms and the key of the template/,
    async () => encryption(INBOX, { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: (await moto.newKey()).keyArn }),
  ],
  'public access is let in': [
    /does not block public access any more: BlockPublicAcls, /,
    () => s3.send(new DeletePublicAccessBlockCommand({ Bucket: INBOX })),
  ],
  'a bucket is gone': [
    /the bucket inlet-prod-inbox-\S+ is gone/,
    () => s3.send(new DeleteBucketCommand({ Bucket: INBOX })),
  ],
  'the ledger may be deleted': [/the table inlet-prod-ledger is not protected from deletion/, unprotected],
  'recovery to a point in time is off': [/has no recovery to a point in time/, () => recovery(false)],
  'a table is encrypted with another key': [
    /the table inlet-prod-idempotency is encrypted with the key arn:\S+, not with the key of the template/,
    async () => makeAnew(IDEMPOTENCY, (await moto.newKey()).keyArn),
  ],
  'a table is gone': [
    /the table inlet-prod-idempotency is gone/,
    () => clients.tables.send(new DeleteTableCommand({ TableName: IDEMPOTENCY })),
  ],
  'the key is disabled': [
    /the key \S+ is Disabled/,
    () => clients.keys.send(new DisableKeyCommand({ KeyId })),
  ],
  'the key is to be deleted': [
    /the key \S+ is to be deleted/,
    () => clients.keys.send(new ScheduleKeyDeletionCommand({ KeyId })),
  ],
  'the key is not rotated': [
    /the key \S+ is not rotated any more/,
    () => clients.keys.send(new DisableKeyRotationCommand({ KeyId })),
  ],
};

/** A bucket that was made anew lacks four settings, one by one. */
const MOST_LOOKS = 6;

const tried = isTried ? test : test.skip;

describe('settings of what is retained, on moto', () => {
  tried('are found to be as the template has them', async () => {
    expect(await retained.look(patient)).toEqual([]);
  });

  tried.each(Object.entries(CAUSES))(
    'where %s, that alone is found, and what is printed mends it when it is pasted',
    async (_, [what, make]) => {
      await make();
      let found = await retained.look(patient);
      expect(found.map((finding) => finding.what)).toEqual([expect.stringMatching(what)]);
      for (let looks = 0; found.length > 0 && looks < MOST_LOOKS; looks += 1) {
        for (const finding of found) await moto.paste(finding);
        // Moto takes another key of a table, and keeps the one before.
        if (found.some(({ what: said }) => said.includes('idempotency is encrypted with')))
          await makeAnew(IDEMPOTENCY);
        found = await retained.look(patient);
      }
      expect(found).toEqual([]);
    },
  );

  tried('a ledger that is gone is found, and the command shows the backup to restore it from', async () => {
    await unprotected();
    await clients.tables.send(new DeleteTableCommand({ TableName: LEDGER }));
    const found = await retained.look(patient);
    expect(found).toEqual([
      { what: `the table ${LEDGER} is gone`, next: expect.stringContaining('restore-table-from-backup') },
    ]);
    for (const finding of found) await moto.paste(finding);
  });
});
