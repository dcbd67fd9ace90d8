import { LATENCIES } from '../lambda/latencies.ts';
import type { ScenarioResult } from '../report/measured.ts';
import type { SimulatedStage } from '../stage.ts';
import { simulatedStage } from '../stage.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { eventOf, markerOf, sourceOf } from './dropped-files.ts';
import { differs, minutesText, resultOf } from './end-of-scenario.ts';
import { COPIES_ONE_OF, madeCopies } from './made-copies.ts';
import { rowsOfLedger } from './ledger-rows.ts';
import { recorder } from './recorder.ts';
import type { Scenario, ScenarioRun } from './scenario.ts';
import { BEGIN, MINUTE, nextMinute, scheduledEvent, sqsEvent } from './scenario.ts';
import { countOf } from '../../../errors/index.ts';

const FILES = 1_000_000;

/** As fast as they are written: assumed. */
const FILES_EACH_SECOND = 1000;

/** Of each file, bytes. */
const FILE_BYTES = 1_000_000;

/** What a job takes at most (HealthLake quotas), bytes. */
const MOST_BYTES = 5_000_000_000_000;

/** A plan takes so many files by default (config/schema.json, maxFiles). */
const MOST_IN_PLAN = 100_000;

/** It is told how far recording is, files. */
const TOLD_EVERY = 100_000;

/** More runs than any size needs: ends what never ends. */
const MOST_RUNS = 200;

/** How a drop of many files comes, and how it may be read. */
interface DropKind {
  /** Of the files, how many a plan takes. */
  maxFiles: (files: number) => number;
  /** A `_SUCCESS` says that it is whole. */
  isMarked: boolean;
}

/** A drop so large that a run cannot do with it at once, all recorded before anybody looks at it: as after a pause of its route. */
export const oneDrop: Scenario = {
  name: 'one-drop',
  what: '1,000,000 files in one drop: recorded, planned in ten, assigned, copied, started',
  run: (run) =>
    runDrop('one-drop', run, {
      maxFiles: (files) => Math.ceil((files * MOST_IN_PLAN) / FILES),
      isMarked: false,
    }),
};

/** The same with a marker, and with the most files that a plan may have: so that one job reads it in place. */
export const markedDrop: Scenario = {
  name: 'marked-drop',
  what: 'the same with a _SUCCESS, in one plan that is read in place',
  run: (run) => runDrop('marked-drop', run, { maxFiles: (files) => files, isMarked: true }),
};

async function runDrop(
  name: string,
  { packaged, scale, progress, watchTables, onEnd }: ScenarioRun,
  { maxFiles: filesInPlan, isMarked }: DropKind,
): Promise<ScenarioResult> {
  const count = Math.max(200, Math.round(FILES * scale));
  const maxFiles = filesInPlan(count);
  const files: DroppedFiles = {
    folder: 'backfill/',
    count,
    size: FILE_BYTES,
    from: BEGIN,
    everyMs: 1000 / FILES_EACH_SECOND,
  };
  const config = {
    routes: [
      { name: 'default', prefix: '', validationLevel: 'structure-only', maxFiles, maxBytes: MOST_BYTES },
    ],
  };
  const stage = await simulatedStage(
    packaged,
    config,
    { sizeOf: () => ({ files: maxFiles, bytes: maxFiles * FILE_BYTES, resources: maxFiles }) },
    {
      watchTables,
      latencies: { ...LATENCIES, s3: { ...LATENCIES.s3, copy: LATENCIES.s3.copy * COPIES_ONE_OF } },
    },
  );
  try {
    const { s3 } = stage.aws;
    s3.add(stage.buckets.inbox, sourceOf(files));
    s3.onPut((bucket, key, text) => {
      const importId = /^plans\/(.+)\.ndjson$/.exec(key)?.[1];
      if (importId !== undefined) s3.add(bucket, madeCopies(importId, text, files));
    });
    const recording = recorder(stage);
    await recording.record(files, (recorded) => {
      if (recorded % TOLD_EVERY === 0) progress(`${countOf(recorded, 'file')} recorded`);
    });
    if (isMarked) {
      const marker = markerOf(files);
      s3.add(stage.buckets.inbox, { prefix: marker.key, count: 1, at: () => marker });
      const event = sqsEvent([eventOf(stage.buckets.inbox, marker, count)], recording.until());
      await stage.invoke('record-arrivals', event, recording.until());
    }
    await stage.endEnvironments('record-arrivals');
    const started = await startAll(stage, nextMinute(recording.until() + MINUTE), progress);
    onEnd?.(stage);
    const copies = stage.aws.calls.get('S3 CopyObject') ?? 0;
    if (copies > 0) stage.aws.calls.set('S3 CopyObject', copies * COPIES_ONE_OF);
    return resultOf(stage, {
      name,
      what: `${countOf(count, 'file')} in one drop${isMarked ? ' with a marker' : ''}, plans of ${maxFiles.toLocaleString('en-US')}`,
      files: count,
      queues: [recording.queue()],
      facts: started.facts,
      broken: [
        ...differs('messages of arrivals that were not recorded', recording.returned(), 0),
        ...started.broken,
        ...brokenIn(stage, count),
      ],
    });
  } finally {
    await stage.close();
  }
}

interface Started {
  facts: [string, string][];
  broken: string[];
}

/** Runs start-imports on its schedule until every import has its job. */
async function startAll(
  stage: SimulatedStage,
  from: number,
  progress: (text: string) => void,
): Promise<Started> {
  let at = from;
  for (let run = 1; run <= MOST_RUNS; run += 1) {
    const { durationMs, error } = await stage.invoke('start-imports', scheduledEvent(at), at);
    const end = at + durationMs;
    const { imports, drops } = rowsOfLedger(stage);
    const isPlanned = drops === 0 && imports.every(({ state }) => state !== 'PLANNED');
    const started = imports.filter(({ state }) => state === 'STARTED');
    progress(
      `run ${run} of start-imports: ${minutesText(durationMs)}, ${countOf(imports.length, 'import')}, ${started.length} started`,
    );
    if (isPlanned && started.length === imports.length)
      return {
        facts: [
          [
            'plan time, from the first look at the drop to its last plan',
            minutesText(Math.max(...imports.map(({ createdAt }) => createdAt)) - from),
          ],
          ['time to the last start, copies included', minutesText(end - from)],
          ['imports', String(imports.length)],
          ['runs of start-imports', String(run)],
        ],
        broken: [],
      };
    if (error !== undefined) break;
    at = nextMinute(end + 1);
  }
  return { facts: [], broken: ['not every import of the drop has its job'] };
}

/** What the ledger says at the end that is wrong. */
function brokenIn(stage: SimulatedStage, count: number): string[] {
  const { imports, taken, waiting, files } = rowsOfLedger(stage, true);
  const inPlans = imports.reduce((sum, { fileCount }) => sum + fileCount, 0);
  return [
    ...differs('files in the ledger', files, count),
    ...differs('files in plans', inPlans, count),
    ...differs('files that an import has', taken, count),
    ...differs('batches that wait still', waiting, 0),
  ];
}
