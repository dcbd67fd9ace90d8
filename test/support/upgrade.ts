import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect } from '@jest/globals';
import type { KeyStatus } from '../../lib/status/document.ts';
import type { CloudUnderTest } from './cloud.ts';
import { patients, startCloud, temporaryFolder } from './cloud.ts';
import { unpackVersion } from './kept-version.ts';
import { inletJson } from './run-inlet.ts';
import { packageStage } from '../../tools/build/package-stage.ts';

/** The version before the last change of what is stored. */
const BEFORE = 'rows-of-each-file.tar.gz';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let before: string;
let now: string;

/** The stage as it is while it is upgraded: the new template, with the bundles of both versions. */
function mixed(newOnes: readonly string[]): string {
  const folder = join(temporary.folder, `with-${newOnes.length}-${newOnes[0] ?? 'none'}`);
  mkdirSync(folder);
  cpSync(before, folder, { recursive: true });
  cpSync(now, folder, { recursive: true, filter: (from) => !from.endsWith('.zip') });
  for (const name of newOnes) cpSync(join(now, `${name}.zip`), join(folder, `${name}.zip`));
  return folder;
}

/** Comes just before the bundles change. */
const lateOf = (step: number): [key: string, body: string] => [
  `late-${step}.ndjson`,
  patients(1, `late-${step}`),
];

/** A step's files: a lone one, a folder without a marker, one with, one of the step before in new content, and one as it was. */
const filesOf = (step: number): [key: string, body: string][] => [
  [`lone-${step}.ndjson`, patients(1, `lone-${step}`)],
  [`open-${step}/a.ndjson`, patients(2, `open-${step}-a`)],
  [`open-${step}/b.ndjson`, patients(2, `open-${step}-b`)],
  [`marked-${step}/a.ndjson`, patients(2, `marked-${step}-a`)],
  [`marked-${step}/_SUCCESS`, ''],
  // A folder that files come into at every step: it is open at every change of the bundles.
  [`always/${step}.ndjson`, patients(1, `always-${step}`)],
  ...(step > 0
    ? ([
        [`lone-${step - 1}.ndjson`, patients(2, `lone-${step - 1}`)],
        [`marked-${step - 1}/a.ndjson`, patients(2, `marked-${step - 1}-a`)],
      ] as [string, string][])
    : []),
];

/**
 * Upgrades a stage in the middle of its work, step by step, and fails where a file is lost, imported twice or misread, or where something
 * is told twice or not at all.
 * @param steps the bundles that each step has of the new version; the others are of the old one. The last has them all
 * @param stopsForSeconds how long each step but the first and the last goes on by the clock, as where a deployment stops half-way
 */
export async function expectUpgrade(
  steps: readonly (readonly string[])[],
  stopsForSeconds = 0,
): Promise<void> {
  temporary = await temporaryFolder();
  try {
    unpackVersion(BEFORE, temporary.folder);
    before = join(temporary.folder, 'package');
    ({ folder: now } = await packageStage({ stage: 'local' }));
    await upgrade(steps, stopsForSeconds);
  } finally {
    await temporary.remove();
  }
}

/** Every function of the stage. */
export const ALL = [
  'recordArrivals',
  'startImports',
  'pollJobs',
  'summarizeImport',
  'runAction',
  'runExports',
  'identityProvider',
];

async function upgrade(steps: readonly (readonly string[])[], stopsForSeconds: number): Promise<void> {
  const stateFolder = join(temporary.folder, 'stage');
  const start = (step: readonly string[]): Promise<CloudUnderTest> =>
    startCloud({ stateFolder, healthLake: { submittedMs: 20_000 } }, undefined, { folder: mixed(step) });
  const events = new Map<string, CloudUnderTest['events'][number]>();
  for (const [step, newOnes] of steps.entries()) {
    const cloud = await start(newOnes);
    const drop = async (files: [key: string, body: string][]): Promise<void> => {
      for (const [Key, body] of files)
        await cloud.s3.send(
          new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key, Body: Buffer.from(body) }),
        );
    };
    try {
      await drop(filesOf(step));
      // So far that drops, jobs and summaries of this step are at different places when the bundles change.
      for (let ticks = 0; ticks < 4; ticks++) await cloud.advanceClock(2);
      if (step === steps.length - 1) {
        await cloud.idle();
        await expectAllDone(cloud, steps.length);
      } else {
        for (let seconds = 0; step > 0 && seconds < stopsForSeconds; seconds += 120)
          await cloud.advanceClock(120);
        await drop([lateOf(step)]);
        // It is in the middle of something at every change, but for one that it has waited for.
        if (stopsForSeconds === 0) expect(await cloud.isIdle()).toBe(false);
      }
    } finally {
      for (const event of cloud.events) events.set(event.id, event);
      await cloud.end();
    }
  }
  expectToldOnce([...events.values()]);
}

async function expectAllDone(cloud: CloudUnderTest, steps: number): Promise<void> {
  const { imports, jobs, pendingFiles } = await cloud.state();
  expect(pendingFiles).toBe(0);
  expect(new Set(imports.map(({ state }) => state))).toEqual(new Set(['COMPLETED']));
  // No import has two jobs, and no job is of none.
  expect(jobs.map(({ jobId }) => jobId).sort()).toEqual(imports.map(({ jobId }) => jobId).sort());
  const keys = Array.from({ length: steps }, (_, step) =>
    [...filesOf(step), ...(step < steps - 1 ? [lateOf(step)] : [])].map(([key]) => key),
  )
    .flat()
    .filter((key) => key.endsWith('.ndjson'));
  for (const key of new Set(keys)) {
    const { arrivals } = await inletJson<KeyStatus>(cloud.url, ['status', `s3://inlet-local-inbox/${key}`]);
    const fates = arrivals.map(({ fate }) => fate);
    // What was overwritten before it was planned is superseded; what came again unchanged is a duplicate.
    const isAnew = key.startsWith('lone-') && key !== `lone-${steps - 1}.ndjson`;
    expect({ key, newest: fates[0] === 'duplicate' ? 'imported' : fates[0] }).toEqual({
      key,
      newest: 'imported',
    });
    if (!isAnew)
      expect({ key, imported: fates.filter((fate) => fate === 'imported').length }).toEqual({
        key,
        imported: 1,
      });
    for (const { counts, fate } of arrivals)
      if (fate === 'imported') expect(counts).toMatchObject({ failed: 0 });
  }
  const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
  // Eight patients of each step, one more of each lone file that was written anew, and one that came late.
  expect(cloud.resourceCounts(datastoreId)).toEqual({ Patient: steps * 8 + 2 * (steps - 1) });
}

/** Every job's events are numbered without a gap, none twice with another meaning, and every end was summarized once. */
function expectToldOnce(events: CloudUnderTest['events']): void {
  const details = (type: string) =>
    events
      .filter((event) => event['detail-type'] === type)
      .map(({ detail }) => detail as Record<string, unknown>);
  const byJob = Map.groupBy(details('Import Job Status Changed'), ({ jobId }) => jobId);
  for (const [jobId, changes] of byJob) {
    const ids = new Map(changes.map(({ sequence, eventId }) => [sequence, eventId]));
    const sequences = [...ids.keys()].map(Number).sort((one, other) => one - other);
    expect({ jobId, sequences }).toEqual({ jobId, sequences: sequences.map((_, index) => index + 1) });
    expect(new Set(changes.map(({ eventId }) => eventId)).size).toBe(sequences.length);
  }
  const summaries = details('Import Results Summarized');
  expect(new Set(summaries.map(({ jobId }) => jobId))).toEqual(new Set(byJob.keys()));
  expect(new Set(summaries.map(({ eventId }) => eventId)).size).toBe(byJob.size);
  expect(new Set(summaries.map(({ complete }) => complete))).toEqual(new Set([true]));
}
