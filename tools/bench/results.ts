import { noKeyMask } from '../../lib/publish/index.ts';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { newTallyProgress, tallyJob } from '../../lib/results/index.ts';
import { streamObject } from '../../lib/s3/index.ts';
import { linesOf } from '../../lib/streams/index.ts';
import { failureLine, successLine } from '../../local/healthlake/index.ts';
import type { World } from '../../test/support/world.ts';
import { startWorld } from '../../test/support/world.ts';
import { interleaved, timed } from './interleaved.ts';
import { report } from './report.ts';

const FIRST = { version: 1, lastUpdated: Date.parse('2026-01-31T00:00:00Z'), isNew: true };

const LINES = 200_000;
const SMALL_FILES = 500;
const ROUNDS = 5;

const results = { bucket: 'results', prefix: 'job/' };
const KEYS = { FAILURE: 'job/FAILURE/a.ndjson', SUCCESS: 'job/SUCCESS/a.ndjson' };

const issue = (diagnostics: string) => ({ severity: 'error', code: 'processing', diagnostics }) as const;

async function putResults(world: World): Promise<void> {
  const text = (line: (index: number) => string): string =>
    Array.from({ length: LINES }, (_, index) => line(index)).join('');
  const bodies = {
    FAILURE: text((index) => failureLine(index + 1, [issue(`unknown text ${index % 50}`)])),
    SUCCESS: text((index) => successLine(index + 1, 'Patient', `p-${index}`, FIRST)),
  };
  for (const [kind, Key] of Object.entries(KEYS))
    await world.others.send(
      new PutObjectCommand({ Bucket: 'results', Key, Body: bodies[kind as keyof typeof bodies] }),
    );
}

/** The same objects, split into lines and parsed: what no reader of them can do without. */
async function parseAll({ others }: World): Promise<void> {
  for (const key of Object.values(KEYS))
    for await (const lines of linesOf(streamObject(others, { bucket: 'results', key }), { longest: 1e6 }))
      for (const { bytes } of lines) JSON.parse(bytes.toString('utf8'));
}

const jobOf = ({ others }: World, prefix = results.prefix) => ({
  s3: others,
  workBucket: 'work',
  importId: null,
  inputS3Uri: 's3://inbox/folder/',
  results: { ...results, prefix },
  hmacSecret: 'bench',
  maskKey: noKeyMask,
  isTimeUp: () => false,
});

/** Result lines a second of summarize-import, and what a result file costs in calls. */
export async function resultsSpeed(): Promise<void> {
  const world = await startWorld();
  try {
    await putResults(world);
    const { parse, tally } = await interleaved(ROUNDS, {
      parse: () => timed(() => parseAll(world)),
      tally: () => timed(() => tallyJob(jobOf(world), newTallyProgress())),
    });
    report(`summarize-import, ${2 * LINES} result lines, time`, 'reading, splitting and parsing them', [
      ['with digest, repeated resources and files', tally / parse],
    ]);
    console.log(`  ${Math.round((2 * LINES) / (tally / 1000))} lines a second here`);

    for (let index = 0; index < SMALL_FILES; index += 1)
      await world.others.send(
        new PutObjectCommand({
          Bucket: 'results',
          Key: `small/SUCCESS/${index}.ndjson`,
          Body: successLine(1, 'Patient', `p-${index}`, FIRST),
        }),
      );
    world.calls.length = 0;
    await tallyJob({ ...jobOf(world, 'small/'), s3: world.s3 }, newTallyProgress());
    console.log(
      `  calls for each of ${SMALL_FILES} result files: ${(world.calls.length / SMALL_FILES).toFixed(3)}`,
    );
  } finally {
    await world.end();
  }
}
