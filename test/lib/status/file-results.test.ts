import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ImportSummary } from '../../../lib/ledger/index.ts';
import { fileResults } from '../../../lib/status/file-results.ts';
import type { World } from '../../support/world.ts';
import { startWorld } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

// Of a summary it reads only where that lies.
const summaryIn = (folder: string) =>
  ({ summaryS3Uri: `s3://results/${folder}/inlet-summary.json` }) as ImportSummary;

test('a key with a line separator of Unicode, which JSON leaves as it is, is one file', async () => {
  const row = { key: 'a\u2028b.ndjson', versionId: null, lines: 2, imported: 1, failed: 1, resultName: null };
  const Body = `${JSON.stringify(row)}\n${JSON.stringify({ ...row, key: 'c.ndjson' })}\n`;
  await world.others.send(new PutObjectCommand({ Bucket: 'results', Key: 'job/inlet-files.ndjson', Body }));
  const files = await Array.fromAsync(fileResults(world.s3, summaryIn('job')));
  expect(files).toEqual([row, { ...row, key: 'c.ndjson' }]);
});

test('there are none where they are gone, or not summarized', async () => {
  expect(await Array.fromAsync(fileResults(world.s3, summaryIn('nowhere')))).toEqual([]);
  expect(await Array.fromAsync(fileResults(world.s3, null))).toEqual([]);
});
