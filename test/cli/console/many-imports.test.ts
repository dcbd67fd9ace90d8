import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { consoleSources } from '../../../cli/console/console-sources.ts';
import type { StageResources } from '../../../cli/stage/stage-resources.ts';
import { stageResources } from '../../../cli/stage/stage-resources.ts';
import type { ConsoleSources } from '../../../console/api/sources.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud } from '../../support/cloud.ts';
import { writeManyImports } from '../../support/many-imports.ts';

/** More than any page may read; ten thousand in many-imports.long.test.ts. */
const IMPORTS = Number(process.env.INLET_LONG_IMPORTS ?? 1500);

let cloud: CloudUnderTest;
let stage: StageResources;
/** As of a deployed stage: without the cloud of this process. */
let sources: ConsoleSources;
/** Reading is made new by time alone, which stands still. */
let time = 0;
const count = { calls: 0, rows: 0 };
beforeAll(async () => {
  cloud = await startCloud();
  const drop = (Key: string, text: string) =>
    cloud.s3.send(new PutObjectCommand({ Bucket: cloud.names.inboxBucket, Key, Body: Buffer.from(text) }));
  await drop('good/a.ndjson', patients(2, 'a'));
  await drop('bad/a.ndjson', '{"resourceType": "Patient", "id": "x", "birthDate": "when"}\n');
  await cloud.idle();
  stage = await stageResources('local', { AWS_ENDPOINT_URL: cloud.url });
  await writeManyImports(stage.ledger, IMPORTS);
  // Their middleware has one form, and three types.
  for (const client of [stage.ledger.client, stage.s3, stage.healthLake] as unknown as S3Client[])
    client.middlewareStack.add(
      (next) => async (args) => {
        count.calls += 1;
        const answer = await next(args);
        const { Items = [], Responses = {} } = answer.output as {
          Items?: unknown[];
          Responses?: Record<string, unknown[]>;
        };
        count.rows += Items.length + Object.values(Responses).flat().length;
        return answer;
      },
      { step: 'initialize', priority: 'low' },
    );
  const clock = { now: () => time, wait: () => Promise.resolve() };
  sources = consoleSources(stage, { mayAct: false, showsData: false }, undefined, clock);
}, 300_000);
afterAll(async () => {
  stage.close();
  await cloud.end();
});
beforeEach(() => {
  time += 60_000;
});

/** What a view reads of the ledger, S3 and HealthLake. */
async function costOf(read: () => Promise<unknown>): Promise<typeof count> {
  Object.assign(count, { calls: 0, rows: 0 });
  await read();
  return { ...count };
}

const firstPage = { onlyFailed: false, after: null };
const allEvents = { detailType: null, importId: null, after: null };

test.each<[string, () => Promise<unknown>, typeof count]>([
  ['flow', () => sources.flow(), { calls: 60, rows: 150 }],
  ['imports', () => sources.imports(firstPage), { calls: 100, rows: 250 }],
  [
    'imports that failed',
    () => sources.imports({ ...firstPage, onlyFailed: true }),
    { calls: 130, rows: 300 },
  ],
  ['stores', () => sources.stores(), { calls: 10, rows: 50 }],
  ['events', () => sources.events(allEvents), { calls: 40, rows: 120 }],
  [
    'events of which there are none',
    () => sources.events({ ...allEvents, detailType: 'Import Start Failed' }),
    { calls: 40, rows: 120 },
  ],
])('%s reads little, however many imports the ledger has', async (_view, read, most) => {
  const { calls, rows } = await costOf(read);
  expect(calls).toBeGreaterThan(0);
  expect({ calls: Math.max(calls, most.calls), rows: Math.max(rows, most.rows) }).toEqual(most);
});

test('one import reads its own rows', async () => {
  const { ended } = await sources.imports(firstPage);
  const { calls, rows } = await costOf(() => sources.import(ended[0]?.importId ?? ''));
  expect([calls < 20, rows < 20]).toEqual([true, true]);
});

test('who looks again reads what may have changed, and no ended import a second time', async () => {
  await sources.imports(firstPage);
  time += 60_000;
  const again = await costOf(() => sources.imports(firstPage));
  expect({ calls: Math.max(again.calls, 20), rows: Math.max(again.rows, 120) }).toEqual({
    calls: 20,
    rows: 120,
  });
  const importId = (await sources.imports({ ...firstPage, onlyFailed: true })).ended[0]?.importId ?? '';
  await sources.import(importId);
  time += 60_000;
  expect((await costOf(() => sources.import(importId))).calls).toBeLessThan(10);
});

test('views that are looked at together read the ledger’s overview once', async () => {
  const alone = await costOf(() => sources.flow());
  const again = await costOf(() => Promise.all([sources.flow(), sources.flow()]));
  expect(again.calls).toBe(0);
  time += 60_000;
  const both = await costOf(() => Promise.all([sources.flow(), sources.imports(firstPage)]));
  time += 60_000;
  const page = await costOf(() => sources.imports(firstPage));
  // The page has the overview, and its ended imports beside it.
  expect(both.calls).toBe(page.calls);
  expect(both.calls).toBeGreaterThan(alone.calls);
});

test('pages lead through what failed, each once', async () => {
  const seen = new Set<string>();
  let after: string | null = null;
  let pages = 0;
  do {
    const page: Awaited<ReturnType<typeof sources.imports>> = await sources.imports({
      onlyFailed: true,
      after,
    });
    for (const { importId } of page.ended) {
      expect(seen.has(importId)).toBe(false);
      seen.add(importId);
    }
    expect(page.ended.length).toBeLessThanOrEqual(25);
    after = page.nextToken;
    pages += 1;
  } while (after !== null && pages < 5);
  expect([pages, seen.size]).toEqual([5, 125]);
}, 120_000);
