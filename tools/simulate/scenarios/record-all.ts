import { S3Client } from '@aws-sdk/client-s3';
import { recordArrivals } from '../../../lib/arrivals/index.ts';
import type { QueueAge } from '../report/measured.ts';
import type { SimulatedStage } from '../stage.ts';
import type { DroppedFiles } from './dropped-files.ts';
import { createdEvent, writtenAt } from './dropped-files.ts';
import { sqsEvent } from './scenario.ts';

/** What recording came to. */
export interface Recorded {
  queue: QueueAge;
  /** When the last file was recorded, epoch milliseconds of simulated time. */
  until: number;
  /** Messages that went back to the queue: none may, for nothing fails here. */
  returned: number;
}

/** How often it is told how far recording is, files. */
const TOLD_EVERY = 100_000;

/** Of so many batches one is recorded by the function itself, in its process; the others by its code, in this one. */
const ONE_OF = 50;

/**
 * Has record-arrivals record every file by S3's event of it: as many invocations side by side as the queue's mapping allows, each with
 * as many messages as it takes. A batch is handed over when it is full, and none waits for longer than the mapping's window. A million
 * files would take a quarter of an hour: most batches are recorded by the same code in this process, against the same tables.
 */
export async function recordAll(
  stage: SimulatedStage,
  files: DroppedFiles,
  progress: (text: string) => void,
): Promise<Recorded> {
  const { functions, buckets, invoke } = stage;
  const { batchSize, windowSeconds, mostAtOnce } = functions['record-arrivals'].source ?? {
    batchSize: 10,
    windowSeconds: 0,
    mostAtOnce: 1,
  };
  const waits: number[] = [];
  let [next, until, returned, mostBusy] = [0, files.from, 0, 0];
  /** As long as the last one took that the function recorded itself. */
  let lastMs = 0;
  const busyUntil = Array.from({ length: mostAtOnce }, () => files.from);

  const recordNext = async (environment: number): Promise<void> => {
    const first = next;
    const count = Math.min(batchSize, files.count - first);
    next += count;
    const full = writtenAt(files, first + count - 1);
    const at = Math.max(
      Math.min(full, writtenAt(files, first) + windowSeconds * 1000),
      busyUntil[environment] ?? 0,
    );
    const bodies = Array.from({ length: count }, (_, offset) =>
      createdEvent(buckets.inbox, files, first + offset),
    );
    if ((first / batchSize) % ONE_OF === 0) {
      const outcome = await invoke('record-arrivals', sqsEvent(bodies, at), at, environment);
      const answer = outcome.result as { batchItemFailures?: unknown[] } | undefined;
      returned += answer?.batchItemFailures?.length ?? count;
      lastMs = outcome.durationMs;
    } else returned += await recordHere(stage, bodies, at);
    busyUntil[environment] = at + lastMs;
    mostBusy = Math.max(mostBusy, busyUntil.filter((busy) => busy > at).length);
    until = Math.max(until, at + lastMs);
    // The one in the middle stands for the batch; the first is the oldest.
    waits.push(at - writtenAt(files, first), at - writtenAt(files, first + (count >> 1)));
    if (Math.floor(next / TOLD_EVERY) > Math.floor(first / TOLD_EVERY))
      progress(`${next.toLocaleString('en-US')} files recorded`);
  };
  await recordNext(0);
  const goOn = async (environment: number): Promise<void> => {
    while (next < files.count) await recordNext(environment);
  };
  await Promise.all(busyUntil.map((_, environment) => goOn(environment)));
  waits.sort((a, b) => a - b);
  return {
    queue: {
      queue: 'arrivals',
      messages: files.count,
      worstMs: waits.at(-1) ?? 0,
      medianMs: waits[waits.length >> 1] ?? 0,
      mostInFlight: mostBusy * batchSize,
    },
    until,
    returned,
  };
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
      routes,
      busName: functions['record-arrivals'].variables.BUS_NAME ?? '',
      now: () => at,
      s3: NOT_CALLED,
      sendEvents: () => Promise.reject(new Error('recording files to import tells nothing')),
    },
    bodies.map((body, index) => ({ messageId: String(index), body })),
  );
  return failed.length;
}

/** Names of files to import have nothing looked up. */
const NOT_CALLED = new S3Client({ region: 'us-east-1', endpoint: 'http://127.0.0.1:1' });
