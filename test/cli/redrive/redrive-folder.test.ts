import { readFileSync, readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { makeRedriveFolder, openSink } from '../../../cli/redrive/redrive-folder.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';

let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  scratch = await temporaryFolder();
});
afterEach(() => scratch.remove());

const problem = { line: 1, originalLine: 3, statusCode: 400, serverError: false, issues: [] };

test('failed lines and what was wrong with them are kept apart; of a file without lines, the problems alone', async () => {
  const folder = await makeRedriveFolder(join(scratch.folder, 'failed'));
  const full = await openSink(folder, 'a.ndjson');
  await full.line(Buffer.from('{"id":"1"}'));
  await full.problem(problem);
  await full.keep();
  const bare = await openSink(folder, 'b.ndjson');
  await bare.problem(problem);
  await bare.keep();
  expect(readdirSync(folder.lines)).toEqual(['a.ndjson']);
  expect(readFileSync(join(folder.lines, 'a.ndjson'), 'utf8')).toBe('{"id":"1"}\n');
  expect(readdirSync(folder.problems)).toEqual(['a.problems.ndjson', 'b.problems.ndjson']);
});

test('a full disk is told by a write, and nothing of the file stays', async () => {
  const disk = mountSmallDisk(scratch.folder, 2);
  if (!disk) return;
  try {
    const folder = await makeRedriveFolder(join(disk.folder, 'failed'));
    const sink = await openSink(folder, 'a.ndjson');
    disk.fill(0);
    // A write is under way behind its answer; meanwhile other things are awaited, as a page of S3 is.
    const writing = async (): Promise<never> => {
      for (;;) {
        await sink.line(Buffer.from('{}'));
        for (let count = 0; count < 20; count += 1) await stat(disk.folder);
      }
    };
    await expect(writing()).rejects.toMatchObject({ code: 'ENOSPC' });
    await sink.discard();
    expect([readdirSync(folder.lines), readdirSync(folder.problems)]).toEqual([[], []]);
  } finally {
    disk.unmount();
  }
});
