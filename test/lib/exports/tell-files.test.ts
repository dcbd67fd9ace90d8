import { S3Client } from '@aws-sdk/client-s3';
import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { EventEntry } from '../../../events/entry.ts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { getExportRun, putExportRun } from '../../../lib/ledger/export-runs.ts';
import type { ExportRun } from '../../../lib/ledger/export-runs.ts';
import { tellFiles } from '../../../lib/exports/tell-files.ts';
import { startLedger } from '../../support/ledger.ts';

const FILES = 100_000;
const DIES_AT = 42_000;
const FOLDER = 'exports/a/store-FHIR_EXPORT-job/';
const keyOf = (index: number): string => `${FOLDER}Observation/o-${String(index).padStart(6, '0')}.ndjson`;

/** A bucket of a hundred thousand files that nobody has to write: it makes each page when it is asked for. */
class HugeBucket extends S3Client {
  pages = 0;
  override send = ((command: { input: ListObjectsV2CommandInput }): Promise<ListObjectsV2CommandOutput> => {
    this.pages += 1;
    const { StartAfter, ContinuationToken } = command.input;
    const after = ContinuationToken ?? StartAfter;
    const first = after === undefined ? 0 : Number(/o-(\d+)/.exec(after)?.[1]) + 1;
    const keys = Array.from({ length: Math.min(1000, FILES - first) }, (_, index) => keyOf(first + index));
    const last = keys.at(-1);
    const IsTruncated = first + keys.length < FILES;
    return Promise.resolve({
      $metadata: {},
      IsTruncated,
      Contents: keys.map((Key) => ({ Key, Size: 7, ETag: '"e"' })),
      ...(IsTruncated && last !== undefined && { NextContinuationToken: last }),
    });
  }) as never;
}

let ledger: Awaited<ReturnType<typeof startLedger>>;
beforeAll(async () => {
  ledger = await startLedger();
});
afterAll(() => ledger.close());

test('a hundred thousand files are told in pages of a thousand, each once but for those of the page that a death leaves', async () => {
  const run: ExportRun = {
    exportId: 'exp-a-20260131T020000Z-00000000',
    exportName: 'a',
    state: 'FINISHING',
    version: 1,
    cause: 'schedule',
    requestId: null,
    dueAt: 0,
    createdAt: 0,
    outcome: 'COMPLETED',
    jobId: 'job',
    folderS3Uri: `s3://bucket/${FOLDER}`,
  };
  await putExportRun(ledger, run);
  const s3 = new HugeBucket({ region: 'us-east-1' });
  const told = new Map<string, number>();
  let held = 0;
  let most = 0;
  let dead = false;
  const sendEvents = async (entries: EventEntry[]): Promise<Set<number>> => {
    held += entries.length;
    most = Math.max(most, held);
    await Promise.resolve();
    held -= entries.length;
    if (told.size >= DIES_AT && !dead) {
      dead = true;
      throw new Error('the function died');
    }
    for (const { Detail } of entries) {
      const { eventId } = JSON.parse(Detail) as { eventId: string };
      told.set(eventId, (told.get(eventId) ?? 0) + 1);
    }
    return new Set();
  };
  const deps = {
    ledger,
    s3,
    sendEvents,
    addressOf: () => ({ eventBusName: 'bus', time: new Date(0), resources: [] }),
    isOutOfTime: () => false,
  } as never;
  await expect(tellFiles(deps, run)).rejects.toThrow('the function died');
  const left = await getExportRun(ledger, run.exportId);
  expect(left?.told?.files).toBe(DIES_AT);

  const done = await tellFiles(deps, left ?? run);
  expect(done).toMatchObject({ isDone: true, run: { told: { files: FILES, after: keyOf(FILES - 1) } } });
  expect(told.size).toBe(FILES);
  expect([...told.values()].filter((times) => times > 1).length).toBeLessThan(1000);
  expect(most).toBeLessThanOrEqual(1000);
  expect(s3.pages).toBe(FILES / 1000 + 1);
});
