import { parseS3Uri } from '../../../lib/s3/index.ts';
import { resultFiles } from '../s3/result-files.ts';
import type { SimulatedJob } from '../services/healthlake.ts';
import { simulatedStage } from '../stage.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { fileAt, sourceOf, writtenAt } from './dropped-files.ts';
import { differs, minutesText, resultOf } from './end-of-scenario.ts';
import { rowsOfLedger } from './ledger-rows.ts';
import { recorder } from './recorder.ts';
import { runMinutes } from './run-minutes.ts';
import type { Scenario } from './scenario.ts';
import { BEGIN, MINUTE } from './scenario.ts';
import { waitsOf } from './waits.ts';
import { countOf } from '../../../errors/index.ts';

const DROPS = 300;
const STORES = 20;

/** Of a file, bytes; a drop has from so many files to so many: 300 drops are 4 TB. */
const FILE_BYTES = 250_000_000;
const LEAST_FILES = 20;
const MOST_FILES = 88;

/** What stands for the result lines of a file: four billion would say no more. */
const LINES_A_FILE = 20;
const FAILS_ONE_OF = 10;

/** How long writing one file takes, milliseconds. */
const WRITE_MS = 500;

const DAY_MINUTES = 1440;

/** After the day the last jobs end: longer than they take, minutes. */
const MOST_MINUTES_MORE = 720;

/** The same drops in each run. */
const SEED = 19;

interface DayDrop extends DroppedFiles {
  store: number;
}

/** Numbers from 0 to 1 that are the same in each run (Park and Miller's generator). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A day's drops in the order of their beginnings: half of them at night, when the systems at the source hand over. */
function dayOf(drops: number, minutes: number): DayDrop[] {
  const random = seeded(SEED);
  const night = minutes / 6;
  return Array.from({ length: drops }, (_, drop): DayDrop => {
    const store = drop % STORES;
    const minute = drop % 2 === 0 ? random() * night : random() * Math.max(5, minutes - 30);
    return {
      store,
      folder: `store-${String(store).padStart(2, '0')}/drop-${String(drop).padStart(3, '0')}/`,
      count: LEAST_FILES + Math.floor(random() * (MOST_FILES - LEAST_FILES + 1)),
      size: FILE_BYTES,
      from: BEGIN + Math.floor(minute * MINUTE),
      everyMs: WRITE_MS,
    };
  }).sort((a, b) => a.from - b.from);
}

const storeId = (store: number): string => store.toString(16).padStart(32, 'a');

const config = {
  routes: [
    { name: 'others', prefix: '', validationLevel: 'structure-only' },
    ...Array.from({ length: STORES }, (_, store) => ({
      name: `store-${store}`,
      prefix: `store-${String(store).padStart(2, '0')}/`,
      validationLevel: 'structure-only',
      dataStore: storeId(store),
    })),
  ],
};

/** A day of a large health system, minute by minute. */
export const busyDay: Scenario = {
  name: 'busy-day',
  what: 'a day of a large health system: 300 drops into 20 data stores, 4 TB by their declared sizes',
  async run({ packaged, scale, progress, watchTables, onEnd }) {
    const dayMinutes = Math.max(15, Math.round(DAY_MINUTES * scale));
    const drops = dayOf(Math.max(6, Math.round(DROPS * scale)), dayMinutes);
    const files = drops.reduce((sum, { count }) => sum + count, 0);
    const byFolder = new Map(drops.map((drop) => [drop.folder, drop]));
    const dropOf = (inputS3Uri: string): DayDrop | undefined =>
      byFolder.get(parseS3Uri(inputS3Uri)?.key ?? '');
    const submitted: SimulatedJob[] = [];
    const starts = waitsOf('drops');
    const strangers: string[] = [];
    const stage = await simulatedStage(
      packaged,
      config,
      {
        sizeOf(inputS3Uri) {
          const { count = 0 } = dropOf(inputS3Uri) ?? {};
          return { files: count, bytes: count * FILE_BYTES, resources: count * LINES_A_FILE };
        },
        onSubmit(job) {
          submitted.push(job);
          const drop = dropOf(job.inputS3Uri);
          const { bucket, key } = parseS3Uri(job.outputS3Uri) ?? { bucket: '', key: '' };
          if (!drop || job.datastoreId !== storeId(drop.store)) {
            strangers.push(`a job reads ${job.inputS3Uri} into ${job.datastoreId}`);
            return;
          }
          starts.add(job.submittedAt - writtenAt(drop, drop.count - 1));
          const named = Array.from({ length: drop.count }, (_, index) => ({
            name: fileAt(drop, index).key.slice(drop.folder.length),
            lines: LINES_A_FILE,
          }));
          const shape = {
            folder: key,
            files: named,
            failsOneOf: FAILS_ONE_OF,
            job: submitted.length,
            at: job.endsAt,
          };
          stage.aws.s3.add(bucket, resultFiles(shape));
        },
      },
      { watchTables },
    );
    try {
      for (const drop of drops) stage.aws.s3.add(stage.buckets.inbox, sourceOf(drop));
      const recording = recorder(stage);
      const { events } = stage.aws.messages;
      const summarized = (): number => events.get('Import Results Summarized') ?? 0;
      let [next, mostOpen] = [0, 0];
      const minutes = await runMinutes(stage, BEGIN, async (minute) => {
        // What was written in the minute before.
        for (; (drops[next]?.from ?? Infinity) < minute; next += 1) {
          const drop = drops[next];
          if (drop) await recording.record(drop);
        }
        mostOpen = Math.max(mostOpen, submitted.filter(({ endsAt }) => endsAt > minute).length);
        const ofDay = Math.round((minute - BEGIN) / MINUTE);
        if (ofDay % 60 === 0)
          progress(
            `hour ${ofDay / 60}: ${countOf(next, 'drop')}, ${countOf(submitted.length, 'job')}, ${countOf(summarized(), 'summary')}`,
          );
        return summarized() < drops.length && ofDay < dayMinutes + MOST_MINUTES_MORE;
      });
      const { imports } = rowsOfLedger(stage);
      const terabytes = ((files * FILE_BYTES) / 1e12).toFixed(1);
      onEnd?.(stage);
      return resultOf(stage, {
        name: 'busy-day',
        what: `${countOf(drops.length, 'drop')} of ${countOf(files, 'file')}, ${terabytes} TB by declared size, into ${STORES} data stores, in ${(dayMinutes / 60).toFixed(1)} hours`,
        files,
        queues: [recording.queue(), minutes.summaries],
        facts: [
          [
            'from a drop’s last file to its job: longest and median',
            `${minutesText(starts.queue().worstMs)}, ${minutesText(starts.queue().medianMs)}`,
          ],
          ['most jobs open at once', String(mostOpen)],
          ['runs of a schedule that found the last still at work', String(minutes.skipped)],
          [
            'events on the bus',
            [...events.values()].reduce((sum, count) => sum + count, 0).toLocaleString('en-US'),
          ],
        ],
        broken: [
          ...strangers,
          ...differs('imports', imports.length, drops.length),
          ...differs('jobs', submitted.length, drops.length),
          ...differs('summaries', summarized(), drops.length),
          ...differs(
            'files in imports',
            imports.reduce((sum, { fileCount }) => sum + fileCount, 0),
            files,
          ),
        ],
      });
    } finally {
      await stage.close();
    }
  },
};
