import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dropFiles, filesOf } from '../../tools/upload/drop-files.ts';
import type { RedriveDocument } from '../../cli/redrive/redrive-document.ts';
import type { ImportResultsSummarized } from '../../events/types.generated.ts';
import type { LineProblem } from '../../lib/results/redrive/redrive-file.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, temporaryFolder } from '../support/cloud.ts';
import { runInlet } from '../support/run-inlet.ts';

let cloud: CloudUnderTest;
let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  cloud = await startCloud();
  scratch = await temporaryFolder();
});
afterAll(async () => {
  await scratch.remove();
  await cloud.end();
});

const INBOX = 'inlet-local-inbox';
const put = (Bucket: string, Key: string, body: string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(body) }));
const textOf = async (Bucket: string, Key: string): Promise<string> => {
  const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
};

/** Drops files and returns what was told of their results. */
async function imported(files: Record<string, string>): Promise<ImportResultsSummarized & { id: string }> {
  for (const [key, body] of Object.entries(files)) await put(INBOX, key, body);
  await cloud.idle();
  const summary = cloud.summaries().at(-1);
  if (!summary) throw new Error('nothing was told of the results');
  return { ...summary, id: summary.importId ?? '' };
}

/** Changes the result files of a job. */
async function changeResults(
  { outputS3Uri }: ImportResultsSummarized,
  change: (line: { lineId: number; UpdateResourceResponse: { statusCode: number } }, key: string) => unknown,
): Promise<void> {
  const Bucket = 'inlet-local-results';
  const Prefix = (outputS3Uri ?? '').replace(`s3://${Bucket}/`, '');
  const { Contents = [] } = await cloud.s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  for (const { Key = '' } of Contents.filter((object) => /\/(SUCCESS|FAILURE)\//.test(object.Key ?? ''))) {
    const lines = (await textOf(Bucket, Key)).trimEnd().split('\n');
    const changed = lines
      .filter((line) => line !== '')
      .map((line) => change(JSON.parse(line) as Parameters<typeof change>[0], Key))
      .filter((line) => line !== undefined);
    await put(Bucket, Key, changed.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
}

async function redrive(...args: string[]): Promise<{ code: number; document: RedriveDocument }> {
  const { code, stdout, stderr } = await runInlet(cloud.url, ['redrive', ...args, '--json']);
  expect(stderr).toBe('');
  return { code, document: JSON.parse(stdout) as RedriveDocument };
}
const linesOf = async (file: string): Promise<string[]> =>
  (await readFile(file, 'utf8')).trimEnd().split('\n');

const NO_ID = '{"resourceType":"Patient","gender":"female"}';
const BROKEN = '{"resourceType":"Patient","id":"b';

describe('the failed lines of a dropped folder', () => {
  let first: Awaited<ReturnType<typeof imported>>;
  let to: string;
  beforeAll(async () => {
    to = join(scratch.folder, 'failed');
    first = await imported({
      'night/a.ndjson': `\n${patients(2, 'a')}${NO_ID}\n\n${patients(1, 'a2')}${BROKEN}`,
      'night/sub/b.ndjson': `${NO_ID}\r\n${patients(1, 'b')}`,
      'night/good.ndjson': patients(2, 'good'),
    });
  });

  test('are collected from the versions that were imported, each with what was wrong with it', async () => {
    const { code, document } = await redrive(first.id, '--to', to);
    expect([code, document.totals]).toEqual([0, { lines: 3, leftLines: 0, refusedFiles: 0 }]);
    expect(document.files.map(({ key, name, lines }) => [key, name, lines])).toEqual([
      ['night/a.ndjson', '0000001-a.ndjson', 2],
      ['night/sub/b.ndjson', '0000003-b.ndjson', 1],
    ]);
    expect(await linesOf(join(to, 'lines/0000001-a.ndjson'))).toEqual([NO_ID, BROKEN]);
    expect(await linesOf(join(to, 'lines/0000003-b.ndjson'))).toEqual([NO_ID]);
    const problems = (await linesOf(join(to, 'problems/0000001-a.problems.ndjson'))).map(
      (line) => JSON.parse(line) as LineProblem,
    );
    expect(
      problems.map(({ line, originalLine, issues: [issue] }) => [line, originalLine, issue?.diagnostics]),
    ).toEqual([
      [1, 4, 'Missing required id field in resource json'],
      [2, 7, 'Invalid JSON found in input file'],
    ]);
  });

  test('are for their owner’s eyes alone', async () => {
    const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
    expect(await Promise.all(['', 'lines', 'problems'].map((path) => modeOf(join(to, path))))).toEqual([
      '700',
      '700',
      '700',
    ]);
    for (const folder of ['lines', 'problems'])
      for (const name of await readdir(join(to, folder)))
        expect(await modeOf(join(to, folder, name))).toBe('600');
  });

  test('are not written over what is there', async () => {
    const { code, stderr } = await runInlet(cloud.url, ['redrive', first.id, '--to', to]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('holds something already')]);
  });

  test('import well once they are mended', async () => {
    for (const name of await readdir(join(to, 'lines'))) {
      const file = join(to, 'lines', name);
      const mended = (await linesOf(file)).map((_, index) =>
        patients(1, `mended-${name.slice(0, 7)}-${index}`),
      );
      await writeFile(file, mended.join(''));
    }
    await dropFiles(cloud.url, INBOX, await filesOf(join(to, 'lines')));
    await cloud.idle();
    expect(cloud.summaries().at(-1)).toMatchObject({
      status: 'COMPLETED',
      complete: true,
      resources: { scanned: 3, imported: 3 },
    });
  });

  test('are found by the job’s id too, and whether the service counts from 0 or from 1', async () => {
    await changeResults(first, (line) => ({ ...line, lineId: line.lineId - 1 }));
    const { document } = await redrive(first.jobId, '--to', join(scratch.folder, 'from-zero'));
    expect(document.totals.lines).toBe(3);
    expect(await linesOf(join(scratch.folder, 'from-zero/lines/0000001-a.ndjson'))).toEqual([NO_ID, BROKEN]);
  });

  test('are refused where a line is listed nowhere, for then their numbers cannot be told', async () => {
    await changeResults(first, (line, key) =>
      key.endsWith('SUCCESS/a.ndjson') && line.lineId === 1 ? undefined : line,
    );
    const { code, document } = await redrive(first.id, '--to', join(scratch.folder, 'unclear'));
    expect(code).toBe(1);
    expect(document.files.map(({ key, refused }) => [key, refused])).toEqual([
      ['night/a.ndjson', 'line-numbers-unclear'],
      ['night/sub/b.ndjson', null],
    ]);
    expect(await readdir(join(scratch.folder, 'unclear/lines'))).toEqual(['0000003-b.ndjson']);
  });
});

test('a file whose key has newer content is left out, unless --overwrite says otherwise', async () => {
  const old = await imported({ 'newer/a.ndjson': `${NO_ID}\n${patients(1, 'old')}` });
  await imported({ 'newer/a.ndjson': patients(2, 'new') });
  const { code, stdout } = await runInlet(cloud.url, [
    'redrive',
    old.id,
    '--to',
    join(scratch.folder, 'newer'),
  ]);
  expect([code, stdout]).toEqual([1, expect.stringContaining('its key has newer content')]);
  const again = await redrive(old.id, '--overwrite', '--to', join(scratch.folder, 'newer'));
  expect([again.code, again.document.totals.lines]).toEqual([0, 1]);
});

test('lines that failed by the service’s own trouble are dropped again as they are, and no others', async () => {
  const failed = await imported({ 'server/a.ndjson': `${patients(1, 's')}${BROKEN}\n${NO_ID}\n` });
  await changeResults(failed, (line) =>
    line.lineId === 2
      ? { ...line, UpdateResourceResponse: { ...line.UpdateResourceResponse, statusCode: 503 } }
      : line,
  );
  const { code, document } = await redrive(failed.id, '--drop');
  expect([code, document.totals, document.drop]).toEqual([
    0,
    { lines: 1, leftLines: 1, refusedFiles: 0 },
    `s3://${INBOX}/redrive-${failed.id}/`,
  ]);
  expect(await textOf(INBOX, `redrive-${failed.id}/0000001-a.ndjson`)).toBe(`${BROKEN}\n`);
  await cloud.idle();
  expect(cloud.summaries().at(-1)).toMatchObject({ files: { planned: 1 }, resources: { scanned: 1 } });
});

test('what cannot be redriven is said in words', async () => {
  const said = async (...args: string[]) => {
    const { code, stderr } = await runInlet(cloud.url, ['redrive', ...args]);
    return [code, stderr.trim()];
  };
  expect(await said('imp-nobody')).toEqual([1, expect.stringContaining('knows no import and no job')]);
  expect(await said()).toEqual([2, expect.stringContaining('<importId | jobId> is missing')]);
  expect(await said('x', '--drop', '--to', 'y')).toEqual([
    2,
    expect.stringContaining('either --to or --drop'),
  ]);
});
