import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ListFHIRDatastoresCommand } from '@aws-sdk/client-healthlake';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { actionMessage, actionsOf } from '../../../support/action-world.ts';
import type { Ask } from '../../../support/action-world.ts';
import { patients } from '../../../support/cloud.ts';
import { dieAt } from '../../../support/die-at.ts';
import { Death, startWorld } from '../../../support/world.ts';
import type { World } from '../../../support/world.ts';

let world: World;
let actions: ReturnType<typeof actionsOf>;
beforeAll(async () => {
  world = await startWorld();
  actions = actionsOf(world);
  await world.others.send(
    new PutObjectCommand({ Bucket: 'inbox', Key: 'a/p.ndjson', Body: Buffer.from(patients(2)) }),
  );
});
afterAll(async () => {
  await world.end();
});

let requests = 0;
const newId = (): string => `request-${(requests += 1)}`;

const start = (JobName?: string): Ask => ({
  requestId: newId(),
  action: 'StartFHIRImportJob',
  input: {
    ...(JobName !== undefined && { JobName }),
    DatastoreId: world.datastoreId,
    InputDataConfig: { S3Uri: 's3://inbox/a/' },
    JobOutputDataConfig: { S3Configuration: { S3Uri: 's3://results/asked/' } },
  },
});
const create = (DatastoreName?: string): Ask => ({
  requestId: newId(),
  action: 'CreateFHIRDatastore',
  input: { DatastoreTypeVersion: 'R4', ...(DatastoreName !== undefined && { DatastoreName }) },
});
const tag = (): Ask => ({
  requestId: newId(),
  action: 'TagResource',
  input: {
    ResourceARN: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${world.datastoreId}`,
    Tags: [{ Key: 'k', Value: 'v' }],
  },
});

/** Creations and deletions need not wait a minute for their turn here: HealthLake's clock stands still beside it. */
async function freeTurns(): Promise<void> {
  for (const action of ['CreateFHIRDatastore', 'DeleteFHIRDatastore'])
    await world.ledger.client.send(
      new DeleteCommand({
        TableName: world.ledger.tableName,
        Key: { pk: `TURNS#${action}`, sk: 'turns' },
      }),
    );
}

async function stores(): Promise<(string | undefined)[]> {
  const { DatastorePropertiesList = [] } = await world.healthLake.send(
    new ListFHIRDatastoresCommand({ MaxResults: 500 }),
  );
  return DatastorePropertiesList.map(({ DatastoreStatus }) => DatastoreStatus);
}

/** Runs a request whose n-th change kills the run; then lets its message come again until it is answered. */
async function diesAt(body: string, n: number, when: 'before' | 'after'): Promise<boolean> {
  const death = dieAt(world, n, when);
  await actions.run(body).catch((error: unknown) => {
    if (!(error instanceof Death)) throw error;
  });
  const died = death.died();
  world.setFault(() => undefined);
  let report = await actions.run(body);
  for (let tries = 0; report.outcome === 'later' && tries < 5; tries += 1) {
    await freeTurns();
    world.later(report.retryAfterSeconds ?? 0);
    report = await actions.run(body);
  }
  expect([n, when, report.outcome]).toEqual([n, when, 'answered']);
  return died;
}

const KINDS: [string, () => Ask][] = [
  ['a start', start],
  ['a start under a name that every such start has', () => start('nightly')],
  ['a creation', create],
  ['a creation of a name that others have too', () => create('research')],
  ['a change of tags', tag],
];

test.each(KINDS)(
  '%s whose run dies at whatever change, before or after it, has one effect and one answer, though HealthLake forgets ClientTokens',
  async (_, ask) => {
    world.configure({ rememberClientTokens: false, datastores: 1000 });
    for (const when of ['before', 'after'] as const) {
      for (let n = 1, died = true; died; n += 1) {
        await freeTurns();
        world.sent.length = 0;
        const [jobs, made] = [world.jobs().length, (await stores()).length];
        const detail = ask();
        died = await diesAt(actionMessage(detail), n, when);
        expect(new Set(actions.completed().map((event) => JSON.stringify(event))).size).toBe(1);
        expect(actions.failed()).toEqual([]);
        expect(world.jobs().length - jobs).toBe(detail.action === 'StartFHIRImportJob' ? 1 : 0);
        expect((await stores()).length - made).toBe(detail.action === 'CreateFHIRDatastore' ? 1 : 0);
      }
    }
  },
);

test('a deletion whose run dies at whatever change deletes the one data store, and is answered once', async () => {
  world.configure({ creatingMs: 0, deletingMs: 3_600_000, datastores: 1000 });
  for (const when of ['before', 'after'] as const) {
    for (let n = 1, died = true; died; n += 1) {
      await freeTurns();
      const name = newId();
      const { datastoreId } = await actions.run(actionMessage(create(name)));
      await actions.storeBecomes(datastoreId, 'ACTIVE');
      world.sent.length = 0;
      const input = { DatastoreId: datastoreId };
      const drop = { requestId: newId(), action: 'DeleteFHIRDatastore', input, confirmDatastoreName: name };
      died = await diesAt(actionMessage(drop), n, when);
      expect(new Set(actions.completed().map((event) => JSON.stringify(event))).size).toBe(1);
      expect(actions.completed()[0]?.result).toMatchObject({
        DatastoreId: datastoreId,
        DatastoreStatus: 'DELETING',
      });
      expect(actions.failed()).toEqual([]);
      await actions.storeBecomes(datastoreId, 'DELETING');
      const told = actions.storeEvents().filter((event) => event.datastoreId === datastoreId);
      expect(new Set(told.map(({ eventId, status }) => `${eventId} ${status}`)).size).toBe(1);
    }
  }
});

test('a store that is polled by a run that dies at whatever change is told of once, by eventId, without a gap', async () => {
  for (const when of ['before', 'after'] as const) {
    for (let n = 1, died = true; died; n += 1) {
      await freeTurns();
      world.configure({ creatingMs: 0 });
      world.sent.length = 0;
      const { datastoreId } = await actions.run(actionMessage(create(newId())));
      const death = dieAt(world, n, when);
      await actions.pollStores().catch(() => undefined);
      died = death.died();
      world.setFault(() => undefined);
      await actions.storeBecomes(datastoreId, 'ACTIVE');
      const events = actions.storeEvents().filter((event) => event.datastoreId === datastoreId);
      const distinct = [...new Map(events.map((event) => [event.eventId, event])).values()];
      expect(distinct.map(({ sequence, status }) => [sequence, status])).toEqual([
        [1, 'CREATING'],
        [2, 'ACTIVE'],
      ]);
    }
  }
});
