import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { DataStoreStatusChanged, HealthLakeActionCompleted } from '../../events/types.generated.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud } from '../support/cloud.ts';
import { projectWithConfig } from '../support/package-with-config.ts';

/** A schedule's minute, where the clock moves by less than one: nothing happens by a tick then. */
const MINUTE_MS = 3_600_000;
const CREATING_SECONDS = 300;

let cloud: CloudUnderTest;
let removeProject: () => void;
beforeAll(async () => {
  const { root, remove } = projectWithConfig((config) => {
    const { routes, actions } = config as unknown as { routes: object[]; actions: object };
    return {
      ...config,
      routes: [
        ...routes,
        {
          name: 'later',
          prefix: 'later/',
          dataStore: 'research',
          validationLevel: 'structure-only',
          quietSeconds: 2,
        },
      ],
      actions: {
        ...actions,
        schedules: [{ name: 'look', schedule: 'rate(10 minutes)', action: 'ListFHIRDatastores', input: {} }],
      },
      requiredTags: { owner: 'us' },
    };
  });
  removeProject = remove;
  const healthLake = { creatingMs: CREATING_SECONDS * 1000 };
  cloud = await startCloud({ minuteMs: MINUTE_MS, healthLake }, root);
}, 180_000);
afterAll(async () => {
  await cloud.end();
  removeProject();
});

const detailsOf = <Detail>(type: string): Detail[] =>
  cloud.events
    .filter((event) => event['detail-type'] === type)
    .map(({ detail }) => detail as unknown as Detail);
const completed = () => detailsOf<HealthLakeActionCompleted>('HealthLake Action Completed');

test('a route to a data store that is being made on request goes on the moment it is ACTIVE', async () => {
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: cloud.names.inboxBucket,
      Key: 'later/a/p.ndjson',
      Body: Buffer.from(patients(2)),
    }),
  );
  await cloud.eventBridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: cloud.names.busName,
          Source: 'com.example',
          DetailType: 'HealthLake Action Requested',
          Detail: JSON.stringify({
            requestId: 'make',
            action: 'CreateFHIRDatastore',
            input: { DatastoreName: 'research', DatastoreTypeVersion: 'R4' },
          }),
        },
      ],
    }),
  );
  // No tick comes: it is HealthLake's own events that have the functions look.
  await cloud.advanceClock(CREATING_SECONDS - 60);
  expect(cloud.statusEvents()).toEqual([]);
  for (let seconds = 0; seconds < 120 && cloud.statusEvents().length === 0; seconds += 5)
    await cloud.advanceClock(5);

  const [, active] = detailsOf<DataStoreStatusChanged>('Data Store Status Changed');
  expect(active).toMatchObject({ status: 'ACTIVE', datastoreName: 'research', requestId: 'make' });
  // No tick of an hour was due in these two minutes.
  expect(cloud.statusEvents()[0]).toMatchObject({ status: 'SUBMITTED' });
});

test('a data store that is made on request has the tags of the stage', async () => {
  const { DatastoreId } = completed().find(({ requestId }) => requestId === 'make')?.result ?? {};
  await cloud.eventBridge.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: cloud.names.busName,
          Source: 'com.example',
          DetailType: 'HealthLake Action Requested',
          Detail: JSON.stringify({
            requestId: 'tags',
            action: 'ListTagsForResource',
            input: {
              ResourceARN: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${String(DatastoreId)}`,
            },
          }),
        },
      ],
    }),
  );
  for (let tries = 0; tries < 20 && !completed().some(({ requestId }) => requestId === 'tags'); tries += 1)
    await cloud.advanceClock(1);
  expect(completed().find(({ requestId }) => requestId === 'tags')?.result).toEqual({
    Tags: [{ Key: 'owner', Value: 'us' }],
  });
});

test('a schedule of the stage asks by its due time, once for each', async () => {
  // Ten of its minutes are ten hours here.
  await cloud.advanceClock((31 * MINUTE_MS) / 1000);
  const asked = completed().filter(({ requestId }) => requestId.startsWith('schedule:look:'));
  expect(asked.length).toBeGreaterThanOrEqual(3);
  expect(new Set(asked.map(({ requestId }) => requestId)).size).toBe(asked.length);
  expect(asked[0]).toMatchObject({
    action: 'ListFHIRDatastores',
    result: { DatastorePropertiesList: [{}, {}] },
  });
  expect(asked[0]?.requestId).toMatch(/^schedule:look:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
});
