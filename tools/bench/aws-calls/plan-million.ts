import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { planFiles } from '../../../lib/plans/index.ts';
import type { Arrival } from '../../../lib/ledger/index.ts';
import { testRoute } from '../../../test/support/routes.ts';
import { interleaved, processorTime } from '../interleaved.ts';
import { report } from '../report.ts';

const FILES = 1_000_000;

const arrivalOf = (index: number): Arrival => ({
  bucket: 'inbox',
  key: `backfill/part-${String(index).padStart(7, '0')}.ndjson`,
  sequencer: index.toString(16).padStart(32, '0'),
  versionId: `version-${index}`,
  size: 1_000_000,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  route: 'default',
  drop: 'backfill/',
  recordedAt: index,
  state: 'pending',
  isFirst: true,
});

function* arrivals(): Generator<Arrival> {
  for (let index = 0; index < FILES; index += 1) yield arrivalOf(index);
}

/** The most memory of the process while something runs, bytes above what it had before. */
let most = 0;

/** DynamoDB and S3 that answer at once: what is measured is the planner. */
const instant = {
  ledger: {
    tableName: 'ledger',
    client: {
      send: ({ input }: { input: { RequestItems?: { ledger: { Keys: { pk: string }[] } } } }) =>
        Promise.resolve(
          input.RequestItems
            ? {
                Responses: {
                  ledger: input.RequestItems.ledger.Keys.map(({ pk }) =>
                    arrivalOf(Number(/part-(\d+)/.exec(pk)?.[1])),
                  ),
                },
              }
            : {},
        ),
    } as unknown as DynamoDBDocumentClient,
  },
  s3: {
    send: () => {
      most = Math.max(most, process.memoryUsage.rss());
      return Promise.resolve({});
    },
  } as unknown as S3Client,
  inboxBucket: 'inbox',
  workBucket: 'work',
  now: () => 0,
  isOutOfTime: () => false,
};

function freezeAlone(): void {
  const hash = createHash('sha256');
  for (const arrival of arrivals()) hash.update(JSON.stringify(arrival));
  hash.digest('hex');
}

const all = <File>(files: File[]): Promise<File[]> => Promise.resolve(files);

/** Plans a million pending arrivals into plans of the default size, a portion at a time. */
export async function planMillion(): Promise<void> {
  const route = testRoute({ maxFiles: 100_000, maxBytes: 5e12 });
  const before = process.memoryUsage.rss();
  let plans = 0;
  const { plan, freeze } = await interleaved(3, {
    plan: () =>
      processorTime(async () => {
        plans = (await planFiles(instant, route, 'backfill/', arrivals(), all)).imports.length;
      }),
    freeze: () => processorTime(freezeAlone),
  });
  report('planning 1,000,000 pending arrivals, processor time', 'JSON.stringify and sha256 of them', [
    [`all, into ${plans} plans`, plan / freeze],
  ]);
  console.log(`  ${Math.round((most - before) / 1e6)} MB more at most than before`);
}
