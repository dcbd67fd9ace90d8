import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listObjects } from '../../../../lib/s3/listing.ts';
import { failureLine, successLine } from '../../../../local/healthlake/imports/result-lines.ts';
import { patients } from '../../../support/cloud.ts';
import type { World } from '../../../support/world.ts';
import { startWorld } from '../../../support/world.ts';

const FIRST = { version: 1, lastUpdated: Date.parse('2026-01-31T00:00:00Z'), isNew: true };

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.end());

/** Result files that take many chunks of a stream each, so that a run can be interrupted within them. */
const LINES = 12_000;
const NAMES = ['a.ndjson', 'b.ndjson'];

const issue = (diagnostics: string) => ({ severity: 'error', code: 'processing', diagnostics }) as const;

const textOf = async (Key: string): Promise<string> => {
  const { Body } = await world.others.send(new GetObjectCommand({ Bucket: 'results', Key }));
  return (await Body?.transformToString()) ?? '';
};

async function importedWithManyResults(): Promise<string> {
  for (const name of NAMES) await world.record(await world.drop(`many/${name}`, patients(1, name)));
  world.later(61);
  await world.start();
  await world.jobsEnded();
  await world.poll();
  const results = world.statusEvents().at(-1)?.outputS3Uri?.replace('s3://results/', '') ?? '';
  const line = (name: string, index: number): string =>
    index % 3 === 0
      ? failureLine(
          index + 1,
          index % 2 === 0 ? [issue('Invalid JSON found in input file')] : [issue(`unknown ${index % 7}`)],
        )
      : successLine(index + 1, 'Patient', `${name}-${index % 4000}`, FIRST);
  for (const name of NAMES) {
    const lines = Array.from({ length: LINES }, (_, index) => line(name, index));
    for (const [folder, isFailure] of [
      ['FAILURE', true],
      ['SUCCESS', false],
    ] as const) {
      const text = lines.filter((_, index) => (index % 3 === 0) === isFailure).join('');
      await world.others.send(
        new PutObjectCommand({ Bucket: 'results', Key: `${results}${folder}/${name}`, Body: text }),
      );
    }
  }
  return results;
}

/** Summarizes anew, as if nobody had done so before. */
async function summarizedAnew(
  results: string,
  options: Parameters<World['summarize']>[0],
): Promise<{ runs: number; summary: string; files: string }> {
  for (const name of ['inlet-summary.json', 'inlet-files.ndjson'])
    await world.others.send(new DeleteObjectCommand({ Bucket: 'results', Key: `${results}${name}` }));
  for await (const { key } of listObjects(world.others, 'work', 'summaries/'))
    await world.others.send(new DeleteObjectCommand({ Bucket: 'work', Key: key }));
  world.queueEnds();
  const reports = await world.summarize(options);
  expect(reports.at(-1)?.outcome).toBe('summarized');
  return {
    runs: reports.length,
    summary: await textOf(`${results}inlet-summary.json`),
    files: await textOf(`${results}inlet-files.ndjson`),
  };
}

test('results are the same, whether they are read in one run or in many that are cut off within a file', async () => {
  const results = await importedWithManyResults();
  const whole = await summarizedAnew(results, {});
  const cut = await summarizedAnew(results, {
    isTimeUp: () => true,
    sizes: { large: 1, files: 1, bytes: 1 },
  });
  expect(whole.runs).toBe(1);
  expect(cut.runs).toBeGreaterThan(2 * NAMES.length + 2);
  expect(cut.summary).toBe(whole.summary);
  expect(cut.files).toBe(whole.files);

  const perFile = { imported: (LINES * 2) / 3, failed: LINES / 3 };
  expect(
    whole.files
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row) as object),
  ).toMatchObject([perFile, perFile]);
  const { issues, resources } = JSON.parse(whole.summary) as {
    issues: { lines: number }[];
    resources: { repeated: number };
  };
  expect(issues.reduce((sum, { lines }) => sum + lines, 0)).toBe(2 * perFile.failed);
  expect(issues).toHaveLength(1 + 7);
  // Of each file's 8,000 stored lines the ids go round after 4,000.
  const distinct = new Set(
    Array.from({ length: LINES }, (_, index) => index)
      .filter((index) => index % 3 !== 0)
      .map((index) => index % 4000),
  ).size;
  expect(resources.repeated).toBe(2 * (perFile.imported - distinct));
});
