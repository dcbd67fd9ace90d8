import { LATENCIES } from '../lambda/latencies.ts';
import type { ScenarioResult } from '../report/measured.ts';
import type { SimulatedStage } from '../stage.ts';
import { simulatedStage } from '../stage.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { sourceOf } from './dropped-files.ts';
import { COPIES_ONE_OF, madeCopies } from './made-copies.ts';
import { rowsOfLedger } from './ledger-rows.ts';
import { recordAll } from './record-all.ts';
import type { Scenario } from './scenario.ts';
import { BEGIN, nextMinute, scheduledEvent } from './scenario.ts';

const FILES = 1_000_000;

/** As fast as they are written: assumed. */
const FILES_EACH_SECOND = 1000;

/** Of each file, bytes. */
const FILE_BYTES = 1_000_000;

/** A plan takes so many files by default (config/schema.json, maxFiles). */
const MOST_IN_PLAN = 100_000;

/** More runs than any size needs: ends what never ends. */
const MOST_RUNS = 200;

/** A drop so large that a run cannot do with it at once, all recorded before anybody looks at it: as after a pause of its route. */
export const oneDrop: Scenario = {
  name: 'one-drop',
  what: '1,000,000 files in one drop: recorded, planned, assigned, copied where they must be, started',
  async run({ packaged, scale, progress }): Promise<ScenarioResult> {
    const count = Math.max(200, Math.round(FILES * scale));
    const maxFiles = Math.max(20, Math.round(MOST_IN_PLAN * scale));
    const files: DroppedFiles = {
      folder: 'backfill/',
      count,
      size: FILE_BYTES,
      from: BEGIN,
      everyMs: 1000 / FILES_EACH_SECOND,
    };
    const config = {
      routes: [{ name: 'default', prefix: '', validationLevel: 'structure-only', maxFiles }],
    };
    const stage = await simulatedStage(
      packaged,
      config,
      () => ({ files: maxFiles, bytes: maxFiles * FILE_BYTES, resources: maxFiles }),
      { ...LATENCIES, s3: { ...LATENCIES.s3, copy: LATENCIES.s3.copy * COPIES_ONE_OF } },
    );
    try {
      const { s3 } = stage.aws;
      s3.add(stage.buckets.inbox, sourceOf(files));
      s3.onPut((bucket, key, text) => {
        const importId = /^plans\/(.+)\.ndjson$/.exec(key)?.[1];
        if (importId !== undefined) s3.add(bucket, madeCopies(importId, text, files));
      });
      const recorded = await recordAll(stage, files, progress);
      await stage.endEnvironments('record-arrivals');
      const started = await startAll(stage, nextMinute(recorded.until + 61_000), progress);
      const { aws, measured } = stage;
      return {
        name: 'one-drop',
        what: `${count.toLocaleString('en-US')} files in one drop, plans of ${maxFiles.toLocaleString('en-US')}`,
        files: count,
        functions: Object.values(measured).filter(({ invocations }) => invocations > 0),
        queues: [recorded.queue],
        facts: started.facts,
        calls: aws.calls,
        writeUnits: aws.tableCounts.writeUnits,
        largestItem: aws.tableCounts.largestItem,
        largestEventRequest: aws.messages.largestRequest,
        broken: [
          ...(recorded.returned > 0
            ? [`${recorded.returned} messages of arrivals went back to the queue`]
            : []),
          ...started.broken,
          ...brokenIn(stage, count),
          ...new Set(aws.notServed),
        ],
      };
    } finally {
      await stage.close();
    }
  },
};

interface Started {
  facts: [string, string][];
  broken: string[];
}

const minutes = (ms: number): string => `${(ms / 60_000).toFixed(1)} min`;

/** Runs start-imports on its schedule until every import has its job. */
async function startAll(
  stage: SimulatedStage,
  from: number,
  progress: (text: string) => void,
): Promise<Started> {
  let at = from;
  let planned: number | undefined;
  for (let run = 1; run <= MOST_RUNS; run += 1) {
    const { durationMs, error } = await stage.invoke('start-imports', scheduledEvent(at), at);
    const end = at + durationMs;
    const { imports, drops } = rowsOfLedger(stage);
    const started = imports.filter(({ state }) => state === 'STARTED');
    if (drops === 0 && imports.every(({ state }) => state !== 'PLANNED')) planned ??= end;
    progress(
      `run ${run} of start-imports: ${minutes(durationMs)}, ${imports.length} imports, ${started.length} started`,
    );
    if (planned !== undefined && started.length === imports.length)
      return {
        facts: [
          ['plan time, from the first look at the drop to its last file assigned', minutes(planned - from)],
          ['time to the last start, copies included', minutes(end - from)],
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
    ...(files === count ? [] : [`${files} files are in the ledger, of ${count}`]),
    ...(inPlans === count ? [] : [`${inPlans} files are in plans, of ${count}`]),
    ...(taken === count ? [] : [`${taken} files are assigned, of ${count}`]),
    ...(waiting === 0 ? [] : [`${waiting} batches wait still`]),
  ];
}
