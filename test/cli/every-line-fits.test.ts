import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KeyStatus } from '../../lib/status/document.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, temporaryFolder } from '../support/cloud.ts';
import { ledgerOf } from '../support/ledger-of.ts';
import { inletJson, runInlet, runProgram } from '../support/run-inlet.ts';

const WIDTH = 100;
const INBOX = 'inlet-local-inbox';

/** Keys as exporters make them: long folders, long names, spaces and what is outside ASCII. */
const FOLDER = `nightly/${'a-department-of-a-hospital/'.repeat(5)}run-2026-11-29T02-00-00.000Z`;
const LONG = `${FOLDER}/Patient-with-a-long-name-${'x'.repeat(150)}.ndjson`;
const WRONG = `${FOLDER}/Patient ${'of somebody '.repeat(12)}.ndjson`;
const REJECTED = `${FOLDER}/Überweisungen-${'y'.repeat(120)}.json`;
const OLD = `history/${'z'.repeat(200)}.ndjson`;
const LOOSE = `${'w'.repeat(300)}.ndjson`;
const LACKING = `lacking/${'v'.repeat(150)}`;

let cloud: CloudUnderTest;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
/** Of the import that has a failed line. */
let [importId, jobId] = ['', ''];
beforeAll(async () => {
  temporary = await temporaryFolder();
  cloud = await startCloud();
  const wrong = `${patients(1)}{"resourceType":"Patient","id":"w","gender":"${'q'.repeat(200)}"}\n`;
  const bodies: [string, string][] = [
    [LONG, patients(1)],
    [WRONG, wrong],
    [REJECTED, '{}'],
    [LOOSE, patients(1)],
    [OLD, '{"resourceType":"Patient"}\n'],
    [`${LACKING}/_manifest.json`, JSON.stringify(['1', '2'].map((end) => `${'m'.repeat(140)}${end}.ndjson`))],
  ];
  for (const [Key, body] of bodies)
    await cloud.s3.send(new PutObjectCommand({ Bucket: INBOX, Key, Body: Buffer.from(body) }));
  await cloud.idle();
  const { arrivals } = await inletJson<KeyStatus>(cloud.url, ['status', `s3://${INBOX}/${WRONG}`]);
  [importId, jobId] = [arrivals[0]?.importId ?? '', arrivals[0]?.jobId ?? ''];
  // What a backfill finds: nothing is known of it.
  const { client, tableName } = ledgerOf(cloud.url);
  await forgetKey(client, tableName, `${INBOX}/${OLD}`);
  client.destroy();
  const file = join(temporary.folder, 'deep'.repeat(20), 'deep'.repeat(20), `${'f'.repeat(100)}.ndjson`);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, wrong);
  writeFileSync(join(file, '..', `${'g'.repeat(100)}.txt`), '');
});
afterAll(async () => {
  await cloud.end();
  await temporary.remove();
});

const linesOf = ({ stdout, stderr }: { stdout: string; stderr: string }): string[] =>
  `${stdout}${stderr}`.split('\n');
/** A command or an address is there to be pasted: it is as long as it is, on a line of its own, or beside its label. */
const IS_PASTED = /^\s*(\w+( \w+)*  +)?(`[^`]+`|\S*\w:\/\/\S+)\S*$/;
const tooLong = (lines: readonly string[]): string[] =>
  lines.filter((line) => line.length > WIDTH && !IS_PASTED.test(line));

/** Each with a long word of it that only `--verbose` shows whole, if it has one. */
const commands = (): [args: string[], word?: string | undefined][] => [
  [['status'], LACKING.split('/')[1]],
  [['status', `s3://${INBOX}/${LONG}`], LONG],
  [['status', `s3://${INBOX}/${REJECTED}`], REJECTED],
  [['status', `s3://${INBOX}/${LACKING}/${'m'.repeat(140)}1.ndjson`], 'm'.repeat(140)],
  [['status', `s3://${INBOX}/${'n'.repeat(200)}`], 'n'.repeat(200)],
  [['status', importId], WRONG],
  [['status', jobId]],
  [['status', 'n'.repeat(200)], 'n'.repeat(200)],
  [['trace', `s3://${INBOX}/${LONG}`], LONG],
  [['trace', importId], LONG],
  [['import', `s3://${INBOX}/history/`, '--dry-run'], OLD],
  [['import', `s3://${INBOX}/`, '--dry-run'], REJECTED],
  [['import', `s3://${'n'.repeat(120)}/`], 'n'.repeat(120)],
  [['redrive', importId, '--to', join(temporary.folder, 'lines'.repeat(30))], 'lines'.repeat(30)],
  [['redrive', 'n'.repeat(200)], 'n'.repeat(200)],
  [['pause', 'default', '--reason', 'a long reason '.repeat(20)]],
  [['pause', 'default']],
  [['resume', 'default']],
  [['pause', 'n'.repeat(200)], 'n'.repeat(200)],
  [['validate', temporary.folder], 'g'.repeat(100)],
  [['validate', join(temporary.folder, 'n'.repeat(150))], 'n'.repeat(150)],
  [['import', '--again', importId, '--reason', 'x'.repeat(2000)]],
  [['export', 'n'.repeat(200)], 'n'.repeat(200)],
  [['token', '--scope', 'launch']],
  [['build', '--stage', 'n'.repeat(120)]],
];

describe('whatever a command prints for people', () => {
  test('fits a hundred columns, where nobody watches as well, and is whole with --verbose', async () => {
    const outcomes: unknown[] = [];
    for (const [args, word] of commands()) {
      const shown = linesOf(await runInlet(cloud.url, args));
      const whole = linesOf(await runInlet(cloud.url, [...args, '--verbose']));
      // A token is there to be copied.
      const lines = args[0] === 'token' ? shown.filter((line) => !line.startsWith('eyJ')) : shown;
      outcomes.push({
        args,
        tooLong: tooLong(lines),
        whole: word === undefined || whole.some((line) => line.includes(word)),
        // Somebody who copies what was shortened is told.
        isSaid:
          word === undefined ||
          lines.some((line) => line.includes(word)) ||
          shown.join(' ').includes('--verbose shows all of it'),
      });
    }
    expect(outcomes).toEqual(commands().map(([args]) => ({ args, tooLong: [], whole: true, isSaid: true })));
  });

  test('fits on standard output and error of npm start, and nothing comes before its cause', async () => {
    const args = ['local', '--memory', '--port', '0', '--exit-when-idle', '--drop', temporary.folder];
    const { code, stdout, stderr } = await runProgram('', args);
    expect([code, tooLong(linesOf({ stdout, stderr }))]).toEqual([1, []]);
    const at = (text: string): number => stdout.indexOf(text);
    const order = ['arrived', 'drop closed', 'job started', 'SUBMITTED -> IN_PROGRESS', '-> COMPLETED'].map(
      at,
    );
    expect(order).toEqual([...order].sort((one, other) => one - other));
    expect(order[0]).toBeGreaterThan(0);
  });
});

async function forgetKey(
  client: ReturnType<typeof ledgerOf>['client'],
  TableName: string,
  name: string,
): Promise<void> {
  const { DeleteCommand, QueryCommand } = await import('@aws-sdk/lib-dynamodb');
  const pk = `FILE#${name}`;
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    }),
  );
  for (const { sk } of Items as { sk: string }[])
    await client.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
}
