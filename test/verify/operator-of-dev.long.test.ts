import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { OWNER_ACCESS_KEY, SECRET_ACCESS_KEY } from '../../local/ground/account.ts';
import type { VerifyRecord } from '../../verify/index.ts';
import { countVerdicts } from '../../verify/index.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud, temporaryFolder } from '../support/cloud.ts';
import { runInlet, unbroken } from '../support/run-inlet.ts';
import { packaged } from '../template/packaged.ts';
import { expectNoNames } from './tried-cloud.ts';

/** A deployed stage as `inlet verify --stage dev` meets it: stage dev on a local cloud that verifies signatures. */
let cloud: CloudUnderTest;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const before = { ...process.env };
beforeAll(async () => {
  temporary = await temporaryFolder();
  const { file } = await packaged('dev');
  cloud = await startCloud({ strictAuth: true }, undefined, { folder: dirname(file) });
  process.env.AWS_ACCESS_KEY_ID = OWNER_ACCESS_KEY;
  process.env.AWS_SECRET_ACCESS_KEY = SECRET_ACCESS_KEY;
  process.env.AWS_REGION = 'us-east-1';
}, 300_000);
afterAll(async () => {
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'])
    if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[name];
  await cloud.end();
  await temporary.remove();
});

const verify = async (name: string, ...options: string[]) => {
  const file = join(temporary.folder, name);
  const { code, stdout, stderr } = await runInlet(cloud.url, [
    ...['verify', '--stage', 'dev', '--record', file],
    ...options,
  ]);
  return { file, code, stdout: unbroken(stdout), stderr: unbroken(stderr) };
};

test('without options it asks nothing, writes nothing, and says by which options the others are run', async () => {
  const stores = (await cloud.state()).datastores;
  const { file, code, stdout, stderr } = await verify('plain.json');
  expect([code, stderr]).toEqual([0, '']);
  const record = JSON.parse(readFileSync(file, 'utf8')) as VerifyRecord;
  const { held, broken, 'could not tell': unknown } = countVerdicts(record);
  expect([held > 12, broken, unknown, record.stays]).toEqual([true, 0, 0, []]);
  for (const option of [
    '--create-datastore, or --into <datastoreId>',
    '--create-datastore --slow',
    '--into <the data store of a route> --yes-this-store-is-for-tests',
    'a stage whose data store takes bearer tokens',
  ])
    expect(stdout).toContain(option);
  const { datastores, jobs } = await cloud.state();
  expect([datastores, jobs]).toEqual([stores, []]);
  await expectNoNames(cloud, record);
});

test('the data store of the stage is refused as --into, and no record is begun', async () => {
  const [store] = (await cloud.state()).datastores;
  const { file, code, stderr } = await verify('into.json', '--yes', '--into', store?.datastoreId ?? '');
  expect([code, existsSync(file)]).toEqual([1, false]);
  expect(stderr).toContain('imports into this data store, so its resources may be of patients');
});

test('a name that is no probe is refused, with one like it', async () => {
  const { code, stderr } = await verify('only.json', '--only', 'signed-qery');
  expect(code).toBe(1);
  expect(stderr).toContain('signed-query');
});

test('what a data store costs is said before one is made, and --yes is asked for where nobody can say it', async () => {
  const { file, code, stderr } = await verify('cost.json', '--create-datastore');
  expect([code, existsSync(file)]).toEqual([1, false]);
  expect(stderr).toMatch(
    /a data store for some 1\.5 hours in all: about 0\.41 USD.*There is no terminal to ask at: say --yes/,
  );
});

test('--json prints the record that it keeps', async () => {
  const { file, code, stdout } = await verify('json.json', '--json', '--only', 'Validation,Paging');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});
