import { PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { World } from '../../test/support/world.ts';
import { messageOf, startWorld } from '../../test/support/world.ts';
import { testRoute } from '../../test/support/routes.ts';
import { interleaved, timed } from './interleaved.ts';
import { report } from './report.ts';

const BATCH = 100;
const ROUNDS = 7;

/** What record-arrivals itself writes at the same time. */
const CONCURRENCY = 16;

let keys = 0;

/** Events of objects that nobody has seen before; recording them reads nothing from S3. */
const newArrivals = (): ReturnType<typeof messageOf>[] =>
  Array.from({ length: BATCH }, () =>
    messageOf({
      version: '0',
      bucket: { name: 'inbox' },
      object: { key: `bench/${(keys += 1)}.ndjson`, size: 1000, etag: 'e', sequencer: '1' },
      'request-id': 'bench',
      requester: '000000000000',
      'source-ip-address': '127.0.0.1',
      reason: 'PutObject',
    }),
  );

const putRows = ({ ledger }: World): Promise<unknown> =>
  pMap(
    Array.from({ length: BATCH }, () => `ROW#${(keys += 1)}`),
    (pk) =>
      ledger.client.send(
        new PutCommand({ TableName: ledger.tableName, Item: { pk, sk: '1', text: 'x'.repeat(300) } }),
      ),
    { concurrency: CONCURRENCY },
  );

/** Files a second of record-arrivals. */
export async function arrivals(): Promise<void> {
  const world = await startWorld();
  try {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 10_000, maxBytes: 1e12 })]);
    const { put, record } = await interleaved(ROUNDS, {
      put: () => timed(() => putRows(world)),
      record: () => timed(() => world.record(...newArrivals())),
    });
    report(`record-arrivals, a batch of ${BATCH} new files, time`, `${BATCH} bare PutItem calls`, [
      ['all of the batch', record / put],
    ]);
    console.log(`  ${Math.round(BATCH / (record / 1000))} files a second here`);
  } finally {
    await world.end();
  }
}
