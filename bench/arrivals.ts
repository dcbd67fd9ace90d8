import { PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { World } from '../test/support/world.ts';
import { messageOf, startWorld } from '../test/support/world.ts';
import { testRoute } from '../test/support/routes.ts';
import { interleaved, timed } from './interleaved.ts';
import { report } from './report.ts';

const BATCH = 100;
const ROUNDS = 7;
const FILES = 1000;

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

/** How many calls were made since the last look, for each file, and of which kinds. */
function callsPerFile({ calls }: World): string {
  const perFile = (count: number): string => String(Number((count / FILES).toFixed(3)));
  const counts = new Map<string, number>();
  for (const { name } of calls) counts.set(name, (counts.get(name) ?? 0) + 1);
  const kinds = [...counts].map(([name, count]) => `${name} ${perFile(count)}`);
  return `${perFile(calls.splice(0).length)} (${kinds.join(', ')})`;
}

/** Files a second of record-arrivals, and what a drop of many files costs in calls until its job is started. */
export async function arrivals(): Promise<void> {
  const world = await startWorld();
  try {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 10 * FILES, maxBytes: 1e12 })]);
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
  await callsOfOneDrop();
}

async function callsOfOneDrop(): Promise<void> {
  const world = await startWorld();
  try {
    world.setRoutes([testRoute({ datastoreId: world.datastoreId, maxFiles: 10 * FILES, maxBytes: 1e12 })]);
    const messages = [];
    for (let index = 0; index < FILES; index += 1) {
      messages.push(
        await world.drop(`bench/${index}.ndjson`, `{"resourceType":"Patient","id":"p${index}"}\n`),
      );
    }
    for (let from = 0; from < FILES; from += BATCH) await world.record(...messages.slice(from, from + BATCH));
    console.log(`\ncalls for each of ${FILES} files dropped into one folder, in batches of ${BATCH}`);
    console.log(`  record-arrivals: ${callsPerFile(world)}`);
    world.later(3600);
    await world.start();
    console.log(`  start-imports:   ${callsPerFile(world)}`);
  } finally {
    await world.end();
  }
}
