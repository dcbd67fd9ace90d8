import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Objects } from '../../verify/bench/objects.ts';
import { createObjects } from '../../verify/bench/objects.ts';
import { clientSettings } from '../support/server.ts';
import type { Moto } from '../template/moto.ts';
import { motoIsInstalled, startMoto } from '../template/moto.ts';

if (!motoIsInstalled)
  process.stdout.write('moto_server is not installed: objects of a run are not tried there\n');
const tried = motoIsInstalled ? test : test.skip;

const Bucket = 'work';
let moto: Moto;
let s3: S3Client;
let objects: Objects;
// Moto has no HealthLake: of what a run makes, it serves the objects alone.
beforeAll(async () => {
  if (!motoIsInstalled) return;
  moto = await startMoto();
  s3 = new S3Client({ ...clientSettings(moto.url), forcePathStyle: true });
  objects = createObjects(s3);
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }));
});
afterAll(async () => {
  if (!motoIsInstalled) return;
  s3.destroy();
  await moto.stop();
});

tried('on moto, objects of a run are read, and removed with all their versions, and no others', async () => {
  await objects.put('s3://work/imports/verify-1/a.ndjson', 'first');
  await objects.put('s3://work/imports/verify-1/a.ndjson', 'second');
  await objects.put('s3://work/imports/verify-1/below/b.ndjson', 'third');
  await objects.put('s3://work/imports/verify-10/c.ndjson', 'of another run');
  expect(await objects.texts('s3://work/imports/verify-1/')).toEqual(
    new Map([
      ['a.ndjson', 'second'],
      ['below/b.ndjson', 'third'],
    ]),
  );
  expect(await objects.remove('s3://work/imports/verify-1/')).toBe(3);
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  expect([Versions.map(({ Key }) => Key), DeleteMarkers]).toEqual([['imports/verify-10/c.ndjson'], []]);
});
