import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  DescribeFHIRImportJobCommand,
  HealthLakeClient,
  StartFHIRImportJobCommand,
} from '@aws-sdk/client-healthlake';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { startHealthLake, startStage } from 'healthlake-inlet/testing';

test('an import into a HealthLake of its own', async () => {
  await using lake = await startHealthLake();
  const s3 = new S3Client(lake.clientSettings);
  const healthLake = new HealthLakeClient(lake.clientSettings);
  await s3.send(
    new PutObjectCommand({
      Bucket: lake.inputBucket,
      Key: 'in/Patient.ndjson',
      Body: '{"resourceType":"Patient","id":"p1"}\n',
    }),
  );
  const { JobId } = await healthLake.send(
    new StartFHIRImportJobCommand({
      DatastoreId: lake.datastoreId,
      InputDataConfig: { S3Uri: `s3://${lake.inputBucket}/in/` },
      JobOutputDataConfig: {
        S3Configuration: { S3Uri: `s3://${lake.outputBucket}/out/`, KmsKeyId: lake.kmsKeyId },
      },
      DataAccessRoleArn: lake.dataAccessRoleArn,
    }),
  );
  await lake.idle();
  const { ImportJobProperties } = await healthLake.send(
    new DescribeFHIRImportJobCommand({ DatastoreId: lake.datastoreId, JobId }),
  );
  assert.equal(ImportJobProperties?.JobStatus, 'COMPLETED');
});

test('what Inlet tells when a file is dropped, and nothing is left after a reset', async () => {
  await using inlet = await startStage();
  const s3 = new S3Client(inlet.clientSettings);
  const Body = '{"resourceType":"Patient","id":"p1"}\n';
  await s3.send(new PutObjectCommand({ Bucket: inlet.resources.InboxBucket, Key: 'Patient.ndjson', Body }));
  await inlet.idle();
  const changes = await inlet.events('Import Job Status Changed');
  assert.deepEqual(changes.at(-1)?.detail.status, 'COMPLETED');
  await inlet.reset();
  assert.deepEqual(await inlet.events(), []);
});
