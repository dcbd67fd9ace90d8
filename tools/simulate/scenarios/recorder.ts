import { S3Client } from '@aws-sdk/client-s3';
import { recordArrivals } from '../../../lib/arrivals/index.ts';
import { LEDGER_FORMAT } from '../../../lib/ledger/index.ts';
import type { QueueAge } from '../report/measured.ts';
import type { SimulatedStage } from '../stage.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { createdEvent, writtenAt } from './dropped-files.ts';
import { MINUTE, scheduledEvent, sqsEvent } from './scenario.ts';
import { waitsOf } from './waits.ts';

/** Records what is dropped, as the queue of arrivals and its function would. */
export interface Recorder {
  /** Records every file of a folder by S3's event of it. */
  record: (files: DroppedFiles, progress?: (recorded: number) => void) => Promise<void>;
  queue: () => QueueAge;
  /** When the last file was recorded, epoch milliseconds of simulated time. */
  until: () => number;
  /** Messages that went back to the queue: none may, for nothing fails here. */
  returned: () => number;
}

/** Of so many batches one is recorded by the function itself, in its process; the others by its code, in this one. */
const ONE_OF = 50;

/**
 * As many invocations side by side as the queue's mapping allows, each with as many messages as it takes. A batch is handed over when
 * it is full, and none waits for longer than the mapping's window. A million files would take half an hour: most batches are recorded
 * by the same code in this process, against the same tables, and are taken to last as long as the last that the function recorded.
 */
export function recorder(stage: SimulatedStage): Recorder {
  const { functions, buckets, invoke } = stage;
  const { source = { batchSize: 10, windowSeconds: 0, mostAtOnce: 1 } } = functions['record-arrivals'];
  const waits = waitsOf('arrivals');
  const busyUntil = Array.from({ length: source.mostAtOnce }, () => 0);
  let [batches, until, returned] = [0, 0, 0];
  let lastMs = 0;

  const recordBatch = async (
    files: DroppedFiles,
    lane: number,
    take: (freeAt: number) => Batch,
  ): Promise<void> => {
    const { first, count, at } = take(busyUntil[lane] ?? 0);
    const bodies = Array.from({ length: count }, (_, offset) =>
      createdEvent(buckets.inbox, files, first + offset),
    );
    batches += 1;
    if (batches % ONE_OF === 1) {
      const outcome = await invoke('record-arrivals', sqsEvent(bodies, at), at, lane);
      const answer = outcome.result as { batchItemFailures?: unknown[] } | undefined;
      returned += answer?.batchItemFailures?.length ?? count;
      lastMs = outcome.durationMs;
    } else returned += await recordHere(stage, bodies, at);
    busyUntil[lane] = at + lastMs;
    until = Math.max(until, at + lastMs);
    // The one in the middle stands for the batch; the first is the oldest.
    waits.add(at - writtenAt(files, first + (count >> 1)), count, at - writtenAt(files, first));
    waits.inFlight(busyUntil.filter((busy) => busy > at).length * source.batchSize);
  };

  return {
    async record(files, progress = () => undefined) {
      // A stage has lived before: the first run of start-imports says in the ledger that files may wait in batches.
      if (batches === 0)
        await invoke('start-imports', scheduledEvent(files.from - MINUTE), files.from - MINUTE);
      let next = 0;
      const recordNext = async (lane: number): Promise<void> => {
        await recordBatch(files, lane, (freeAt) => {
          const batch = batchFrom(files, next, freeAt, source);
          next += batch.count;
          return batch;
        });
        progress(next);
      };
      // Nothing is known before the first.
      if (lastMs === 0) await recordNext(0);
      const goOn = async (lane: number): Promise<void> => {
        while (next < files.count) await recordNext(lane);
      };
      await Promise.all(busyUntil.map((_, lane) => goOn(lane)));
    },
    queue: waits.queue,
    until: () => until,
    returned: () => returned,
  };
}

/** Files that are handed over together. */
interface Batch {
  first: number;
  count: number;
  /** When, epoch milliseconds. */
  at: number;
}

/**
 * The next batch from a file on: as many as are there when the environment is free and the window over, and no more than it takes; a
 * full one waits for no window.
 */
export function batchFrom(
  files: Pick<DroppedFiles, 'count' | 'from' | 'everyMs'>,
  first: number,
  freeAt: number,
  { batchSize, windowSeconds }: { batchSize: number; windowSeconds: number },
): Batch {
  const most = Math.min(batchSize, files.count - first);
  const latest = Math.max(freeAt, writtenAt(files, first) + windowSeconds * 1000);
  const there = Math.floor((latest - files.from) / files.everyMs) + 1 - first;
  const count = Math.max(1, Math.min(most, there));
  const full = Math.max(freeAt, writtenAt(files, first + count - 1));
  return { first, count, at: count === batchSize ? full : latest };
}

/** Records a batch by the function's own code, without its process and without HTTP. @returns messages that would go back */
async function recordHere(
  { aws, ledgerTable, routes, functions }: SimulatedStage,
  bodies: readonly string[],
  at: number,
): Promise<number> {
  const { failed } = await recordArrivals(
    {
      ledger: { client: aws.inProcess, tableName: ledgerTable },
      ledgerFormat: LEDGER_FORMAT,
      routes,
      busName: functions['record-arrivals'].variables.BUS_NAME ?? '',
      now: () => Math.round(at),
      s3: NOT_CALLED,
      sendEvents: () => Promise.reject(new Error('recording files to import tells nothing')),
    },
    bodies.map((body, index) => ({ messageId: String(index), body })),
  );
  return failed.length;
}

/** Names of files to import have nothing looked up. */
const NOT_CALLED = new S3Client({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' });
