import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListTagsForResourceCommand, TagResourceCommand } from '@aws-sdk/client-healthlake';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getImport } from '../../lib/ledger/imports.ts';
import type { Ledger } from '../../lib/ledger/ledger.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, until } from '../support/cloud.ts';
import { PROJECT } from '../../tools/build/project.ts';
import { ledgerOf } from '../support/ledger-of.ts';
import { serviceRoot } from '../tools/build/service-root.ts';

/** A schedule's minute takes four here, so that hours are not hundreds of runs. */
const MINUTE_MS = 240_000;
const HOUR_SECONDS = 3_600;

/** The local stage's own data store: the same in every run. */
const STORE = '976e126546bbaa8cf56bc309482183ae';
const ResourceARN = `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${STORE}`;

let root: string;
let cloud: CloudUnderTest;
let ledger: Ledger;
beforeAll(async () => {
  root = serviceRoot({});
  for (const folder of ['handlers', 'lib', 'errors', 'events', 'tsconfig.json']) {
    rmSync(join(root, folder), { recursive: true, force: true });
    symlinkSync(join(PROJECT, folder), join(root, folder));
  }
  const file = join(root, 'config/local.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...config, tagRoutes: [STORE] }));
  cloud = await startCloud({ minuteMs: MINUTE_MS }, root);
  ledger = ledgerOf(cloud.url);
}, 180_000);
afterAll(async () => {
  ledger.client.destroy();
  await cloud.end();
  rmSync(root, { recursive: true, force: true });
});

const tagsOf = async (): Promise<Record<string, string>> => {
  const { Tags = [] } = await cloud.healthLake.send(new ListTagsForResourceCommand({ ResourceARN }));
  return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
};
const tag = (Key: string, Value: string): Promise<unknown> =>
  cloud.healthLake.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key, Value }] }));
const told = (type: string) =>
  cloud.events.filter((event) => event['detail-type'] === type).map(({ detail }) => detail);
/** The name of the route of the import that read a folder. */
const routeOf = async (folder: string): Promise<string | undefined> => {
  const job = cloud.statusEvents().find(({ inputS3Uri }) => inputS3Uri.includes(`/${folder}/`));
  return (await getImport(ledger, job?.importId ?? ''))?.route;
};
const drop = async (folder: string): Promise<void> => {
  const Key = `${folder}/Patient.ndjson`;
  await cloud.s3.send(
    new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key, Body: patients(1, folder.replace('/', '-')) }),
  );
  await cloud.idle();
};

describe('tags of the stage’s data store', () => {
  test('that are required are set, and told when somebody changes one', async () => {
    await cloud.advanceClock(HOUR_SECONDS / 10);
    expect(await tagsOf()).toMatchObject({ stage: 'local-cloud' });
    await tag('stage', 'mine');
    await cloud.advanceClock(HOUR_SECONDS + 300);
    await until(() => told('Data Store Tags Drifted').length > 0, 'the drift is told');
    expect(told('Data Store Tags Drifted')).toMatchObject([
      { keys: ['stage'], repaired: false, sequence: 1 },
    ]);
    expect(await tagsOf()).toMatchObject({ stage: 'mine' });
  });

  test('make it a route under their prefix: what is dropped there goes by it, the rest by the default route', async () => {
    await tag('inlet:route', 'eye');
    await cloud.advanceClock(HOUR_SECONDS + 300);
    await drop('eye/today');
    await drop('ear');
    expect(await routeOf('eye/today')).toBe('tag-976e126546bbaa8cf56bc309');
    expect(await routeOf('ear')).toBe('default');
    expect(told('Route Tag Refused')).toEqual([]);
  });
});
