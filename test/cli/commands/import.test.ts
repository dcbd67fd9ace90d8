import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { BackfillDocument } from '../../../lib/actions/backfill/document.ts';
import { FORMAT_KEY, LEDGER_FORMAT } from '../../../lib/ledger/index.ts';
import type { ImportStatus, KeyStatus } from '../../../lib/status/document.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud } from '../../support/cloud.ts';
import { ledgerOf } from '../../support/ledger-of.ts';
import { inletJson, runInlet, unbroken } from '../../support/run-inlet.ts';

const INBOX = 'inlet-local-inbox';
let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.end());

const drop = (key: string, body: string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: INBOX, Key: key, Body: Buffer.from(body) }));
const inlet = (...args: string[]) => runInlet(cloud.url, args);
const statusOf = async (key: string) => {
  const { arrivals } = await inletJson<KeyStatus>(cloud.url, ['status', `s3://${INBOX}/${key}`]);
  return arrivals[0];
};

/** Lets Inlet forget a key, as if S3 had never told of it. */
async function forget(key: string): Promise<void> {
  const { client, tableName } = ledgerOf(cloud.url);
  const pk = `FILE#${INBOX}/${key}`;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  );
  expect(Items).not.toEqual([]);
  for (const { sk } of Items as { sk: string }[])
    await client.send(new DeleteCommand({ TableName: tableName, Key: { pk, sk } }));
  client.destroy();
}

describe('inlet import s3://bucket/prefix/', () => {
  test('--dry-run shows the plan, what is rejected and why, and which first lines are wrong; it changes nothing', async () => {
    await drop('old/good.ndjson', patients(3));
    await drop('old/bad.ndjson', '{"resourceType":"Patient"}\n');
    await drop('old/b.json', '{}');
    await cloud.idle();
    for (const key of ['old/good.ndjson', 'old/bad.ndjson']) await forget(key);
    const { code, stdout, stderr } = await inlet('import', `s3://${INBOX}/old/`, '--dry-run');
    expect([code, stderr]).toEqual([1, '']);
    for (const text of [
      'dry run: nothing is changed',
      /old\/ +default +2 .* 1$/m,
      /old\/b\.json +json-not-ndjson +Write each resource on one line/,
      /old\/bad\.ndjson +1 +no-id/,
      'totals  3 objects: 2 files to import',
    ]) {
      expect(stdout).toMatch(text);
    }
    expect(await cloud.isIdle()).toBe(true);
    expect(await statusOf('old/good.ndjson')).toBeUndefined();
  });

  test('imports what S3 never told of, and finds nothing new the next time', async () => {
    await drop('lost/a.ndjson', patients(2, 'lost'));
    await cloud.idle();
    await forget('lost/a.ndjson');
    const plan = await inletJson<BackfillDocument>(cloud.url, ['import', `s3://${INBOX}/lost/`, '--dry-run']);
    expect(plan).toMatchObject({ dryRun: true, totals: { files: 1, jobs: 1 }, recorded: null });
    const done = await inletJson<BackfillDocument>(cloud.url, ['import', `s3://${INBOX}/lost/`]);
    expect(done).toMatchObject({ dryRun: false, recorded: 1, sample: null });
    expect((await inlet('status', `s3://${INBOX}/lost/a.ndjson`, '--watch', '--json')).code).toBe(0);
    const again = await inletJson<BackfillDocument>(cloud.url, ['import', `s3://${INBOX}/lost/`]);
    expect(again).toMatchObject({
      recorded: 0,
      totals: { files: 0, imported: 1 },
      nextStep: 'Nothing is new: 1 file imported already.',
    });
  });

  test('--again does an ended import again, shows both attempts, and refuses where newer content was imported', async () => {
    await drop('again/a.ndjson', patients(1, 'again'));
    await cloud.idle();
    const { importId } = (await statusOf('again/a.ndjson')) ?? { importId: null };
    const args = ['import', '--again', importId ?? '', '--reason', 'the store was\nrestored'];
    const repeated = await inletJson<{ attempt: number }>(cloud.url, args);
    expect(repeated.attempt).toBe(2);
    expect((await inlet('status', importId ?? '', '--watch', '--json')).code).toBe(0);
    expect(await inletJson<ImportStatus>(cloud.url, ['status', importId ?? ''])).toMatchObject({
      import: { state: 'COMPLETED', attempt: 2 },
      earlierAttempts: [{ attempt: 1, outcome: 'COMPLETED', reason: 'the store was restored' }],
    });

    await drop('again/a.ndjson', patients(2, 'again'));
    await cloud.idle();
    args.push('--verbose');
    const refused = await inlet(...args);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/newer content of 1 file .*\n {2}again\/a\.ndjson\n--overwrite/);
    expect((await inlet(...args, '--overwrite')).code).toBe(0);
    await cloud.idle();
    await cloud.s3.send(new DeleteObjectCommand({ Bucket: INBOX, Key: 'again/a.ndjson' }));
    expect((await inlet(...args, '--overwrite')).stderr).toMatch(
      /1 file .* was deleted from the inbox .*\n {2}again\/a\.ndjson\n--deleted-too/,
    );
    expect((await inlet(...args, '--overwrite', '--deleted-too')).code).toBe(0);
    await cloud.idle();
    expect((await inlet(...args.slice(0, 3))).stderr).toMatch(/--again goes with --reason, which is missing/);
    expect((await inlet(...args.slice(0, 4), 'x'.repeat(501))).stderr).toMatch(
      /takes 500 characters at most/,
    );
    expect((await inlet('import', '--again', 'imp-none', '--reason', 'x')).stderr).toMatch(
      /no import "imp-none"/,
    );
  });

  test('does nothing on a ledger that a later version has worked on', async () => {
    await drop('newer/a.ndjson', patients(1, 'newer'));
    await cloud.idle();
    await forget('newer/a.ndjson');
    const { client, tableName } = ledgerOf(cloud.url);
    const format = async (formatVersion: number): Promise<void> => {
      await client.send(new PutCommand({ TableName: tableName, Item: { ...FORMAT_KEY, formatVersion } }));
    };
    await format(LEDGER_FORMAT + 1);
    for (const args of [[`s3://${INBOX}/newer/`], ['--again', 'imp-1', '--reason', 'x']]) {
      const { code, stderr } = await inlet('import', ...args);
      expect([code, unbroken(stderr)]).toEqual([1, expect.stringMatching(/Deploy that version again/)]);
    }
    await format(LEDGER_FORMAT);
    client.destroy();
    expect(await statusOf('newer/a.ndjson')).toBeUndefined();
  });

  test.each([
    [
      ['import', 's3://elsewhere/nightly/'],
      /aws s3 cp s3:\/\/elsewhere\/nightly\/ s3:\/\/inlet-local-inbox\/nightly\/ --recursive/,
    ],
    [
      ['import', `s3://${INBOX}/x/`, '--route', 'none'],
      /there is no route "none": stage "local" has default/,
    ],
    [['import', 'nightly/'], /this is no s3:\/\/bucket\/key/],
  ])('refuses %j in one sentence that says what to do', async (args, text) => {
    const { code, stderr } = await inlet(...args);
    expect([code, unbroken(stderr).trimEnd().split('\n')]).toEqual([1, [expect.stringMatching(text)]]);
  });

  test.each([
    [['import'], /say what to import/],
    [
      ['import', `s3://${INBOX}/x/`, '--again', 'imp-1', '--reason', 'x'],
      /either \[s3.* or --again, not both/,
    ],
    [['import', '--again', 'imp-1', '--reason', 'x', '--dry-run'], /either --dry-run or --again, not both/],
    [['import', `s3://${INBOX}/x/`, '--overwrite'], /--overwrite goes with --again, which is missing/],
    [['redrive', 'imp-1', '--to', 'x', '--drop'], /either --to or --drop, not both/],
    [['redrive', 'imp-1', '--all'], /--all goes with --drop, which is missing/],
  ])('%j cannot be understood, and ends with 2', async (args, text) => {
    const { code, stderr } = await inlet(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(text)]);
  });
});
