import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getJob } from '../../../../lib/ledger/jobs.ts';
import { actionMessage, actionsOf, testPolicy } from '../../../support/action-world.ts';
import type { Ask } from '../../../support/action-world.ts';
import { patients, until } from '../../../support/cloud.ts';
import { contractViolations } from '../../../support/contract-violations.ts';
import { startWorld } from '../../../support/world.ts';
import type { World } from '../../../support/world.ts';

let world: World;
let actions: ReturnType<typeof actionsOf>;
beforeAll(async () => {
  world = await startWorld();
  actions = actionsOf(world);
  world.configure({ creatingMs: 0, deletingMs: 0 });
  await world.others.send(
    new PutObjectCommand({ Bucket: 'inbox', Key: 'a/p.ndjson', Body: Buffer.from(patients(2)) }),
  );
});
afterAll(async () => {
  for (const { Detail, DetailType, Time } of world.sent) {
    const envelope = { version: '0', id: 'x', source: 'inlet', account: '000000000000', region: 'us-east-1' };
    const time = Time.toISOString().replace(/\.\d+Z$/, 'Z');
    const event = {
      ...envelope,
      'detail-type': DetailType,
      time,
      resources: [],
      detail: JSON.parse(Detail) as object,
    };
    expect(contractViolations(event)).toEqual([]);
  }
  await world.end();
});
afterEach(() => {
  world.setFault(() => undefined);
  world.refuseEvents(() => false);
  world.sent.length = 0;
  world.calls.length = 0;
});

let requests = 0;
const newId = (): string => `request-${(requests += 1)}`;
const start = (requestId = newId()): Ask => ({
  requestId,
  action: 'StartFHIRImportJob',
  input: {
    DatastoreId: world.datastoreId,
    InputDataConfig: { S3Uri: 's3://inbox/a/' },
    JobOutputDataConfig: { S3Configuration: { S3Uri: 's3://results/asked/' } },
  },
});
const calledHealthLake = (): string[] =>
  world.calls.flatMap(({ name }) => (/FHIR|Tag/.test(name) ? [name] : []));

describe('a request', () => {
  test('is run with the stage’s own role and key, and its job is followed without an importId', async () => {
    const report = await actions.ask(start());
    const [{ result } = { result: null }] = actions.completed();
    expect(result).toEqual({
      JobId: report.jobId,
      JobStatus: 'SUBMITTED',
      DatastoreId: world.datastoreId,
    });
    const call = world.calls.find(({ name }) => name === 'StartFHIRImportJob');
    expect(call?.input).toMatchObject({
      DataAccessRoleArn: testPolicy().dataAccessRoleArns[0],
      JobOutputDataConfig: { S3Configuration: { KmsKeyId: testPolicy().kmsKeyIds[0] } },
      ClientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const job = { datastoreId: world.datastoreId, jobId: report.jobId ?? '' };
    expect(await getJob(world.ledger, job)).toMatchObject({ importId: null, inputS3Uri: 's3://inbox/a/' });
  });

  test('that comes again has one effect, and the same answer with the same eventId', async () => {
    const ask = start();
    const before = world.jobs().length;
    await actions.ask(ask);
    await actions.ask(ask);
    const [first, second] = actions.completed();
    expect(second).toEqual(first);
    expect(world.jobs().length).toBe(before + 1);
    expect(calledHealthLake()).toEqual(['StartFHIRImportJob']);
  });

  test('with the requestId of another is refused, and the other’s answer stays', async () => {
    const ask = start();
    await actions.ask(ask);
    await actions.ask({ ...ask, action: 'ListFHIRDatastores', input: {} });
    await actions.ask(ask);
    expect(actions.failed()).toMatchObject([{ errorName: 'RequestIdReused', retryable: false }]);
    expect(new Set(actions.completed().map(({ eventId }) => eventId)).size).toBe(1);
    expect(calledHealthLake()).toEqual(['StartFHIRImportJob']);
  });

  test('of a source that the stage does not know leaves no trace on the requestId', async () => {
    const picky = actionsOf(world, {
      policy: testPolicy({ allow: [{ actions: ['ListFHIRDatastores'], sources: ['com.known'] }] }),
    });
    const ask = { requestId: newId(), action: 'ListFHIRDatastores', input: {} };
    await picky.ask({ ...ask, input: { MaxResults: 1 } }, { source: 'com.stranger' });
    await picky.ask(ask, { source: 'com.known' });
    expect(actions.failed()).toMatchObject([{ errorName: 'SourceNotAllowed' }]);
    expect(actions.completed()).toMatchObject([{ requestId: ask.requestId }]);
  });

  test.each<[string, Ask, RegExp]>([
    ['no requestId', { action: 'ListFHIRDatastores', input: {} }, /requestId/],
    [
      'a requestId with spaces',
      { requestId: 'Jane Doe', action: 'ListFHIRDatastores', input: {} },
      /requestId/,
    ],
    ['no action of HealthLake', { requestId: 'r', action: 'DropEverything', input: {} }, /action/],
    ['an input that is a list', { requestId: 'r', action: 'ListFHIRDatastores', input: [] }, /input/],
    ['a member that is none', { requestId: 'r', action: 'ListFHIRDatastores', input: {}, Input: {} }, /only/],
    [
      'another schemaVersion',
      { requestId: 'r', action: 'ListFHIRDatastores', input: {}, schemaVersion: '2' },
      /schemaVersion/,
    ],
  ])('with %s is refused, in words that quote nothing', async (_, ask, says) => {
    await actions.ask(ask);
    const [failure] = actions.failed();
    expect(failure).toMatchObject({ errorName: 'InvalidRequest', retryable: false });
    expect(failure?.message).toMatch(says);
    expect(JSON.stringify(failure)).not.toMatch(/Jane|DropEverything/);
    expect(calledHealthLake()).toEqual([]);
  });

  test('that is no event at all is an error of its message', async () => {
    await expect(actions.run('{}')).rejects.toThrow('no event');
    await expect(actions.run('not JSON')).rejects.toThrow('no event');
  });

  test('whose answer the bus does not take comes again, and is not made again', async () => {
    const ask = start();
    world.refuseEvents(() => true);
    expect(await actions.ask(ask)).toMatchObject({ outcome: 'later', retryAfterSeconds: 10 });
    world.refuseEvents(() => false);
    expect(await actions.ask(ask)).toMatchObject({ outcome: 'answered', isRepeat: true });
    expect(calledHealthLake()).toEqual(['StartFHIRImportJob']);
  });

  test('for what is not there is answered with HealthLake’s error, for good', async () => {
    const ask = {
      requestId: newId(),
      action: 'DescribeFHIRDatastore',
      input: { DatastoreId: '0'.repeat(32) },
    };
    await actions.ask(ask);
    await actions.ask(ask);
    const [first, second] = actions.failed();
    expect(first).toMatchObject({ errorName: 'ResourceNotFoundException', retryable: false });
    expect(second).toEqual(first);
    expect(calledHealthLake()).toEqual(['DescribeFHIRDatastore']);
  });

  test('that HealthLake throttles comes again with growing waits, then fails and may be asked for again', async () => {
    const ask = { requestId: newId(), action: 'ListFHIRDatastores', input: {} };
    const body = actionMessage(ask);
    const throttle = (): void => {
      world.setFault(({ name }, moment) => {
        if (name === 'ListFHIRDatastores' && moment === 'before')
          throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      });
    };
    throttle();
    const waits: (number | undefined)[] = [];
    let report = await actions.run(body);
    for (; report.outcome === 'later'; report = await actions.run(body)) waits.push(report.retryAfterSeconds);
    expect(waits).toEqual([8, 16, 32, 64, 128, 256, 512]);
    expect(actions.failed()).toMatchObject([{ errorName: 'ThrottlingException', retryable: true }]);
    // The same event again, delivered twice: the same failure.
    await actions.run(body);
    expect(new Set(actions.failed().map(({ eventId }) => eventId)).size).toBe(1);

    world.setFault(() => undefined);
    await actions.ask(ask);
    expect(actions.completed()).toMatchObject([{ requestId: ask.requestId }]);
  });

  test('whose ClientToken another request had with another input is refused', async () => {
    const picky = actionsOf(world, {
      doOnce: () => Promise.reject(Object.assign(new Error(), { name: 'IdempotencyValidationError' })),
    });
    await picky.ask({ ...start(), clientToken: 'used' });
    expect(picky.failed()).toMatchObject([{ errorName: 'ClientTokenReused', retryable: false }]);
  });

  test('whose answer is larger than 200 KB is told by where it lies', async () => {
    world.setFault((call, moment, output) => {
      if (call.name === 'ListFHIRDatastores' && moment === 'after')
        Object.assign(output ?? {}, {
          DatastorePropertiesList: Array.from({ length: 300 }, () => ({
            DatastoreId: 'x',
            DatastoreEndpoint: 'e'.repeat(1000),
          })),
        });
    });
    await actions.ask({ requestId: newId(), action: 'ListFHIRDatastores', input: {} });
    const [told] = actions.completed();
    expect(told?.result).toBe(null);
    const [, key = ''] =
      /^s3:\/\/results\/(actions\/[0-9a-f]{64}\.json)$/.exec(told?.resultS3Uri ?? '') ?? [];
    const { Body } = await world.others.send(new GetObjectCommand({ Bucket: 'results', Key: key }));
    const stored = JSON.parse((await Body?.transformToString()) ?? '') as {
      DatastorePropertiesList: object[];
    };
    expect(stored.DatastorePropertiesList).toHaveLength(300);
  });

  test('has its answer without texts that may hold data', async () => {
    world.setFault((call, moment, output) => {
      if (call.name === 'DescribeFHIRDatastore' && moment === 'after')
        Object.assign((output as { DatastoreProperties: object }).DatastoreProperties, {
          ErrorCause: { ErrorCategory: 'RETRYABLE_ERROR', ErrorMessage: 'about Jane Doe' },
          IdentityProviderConfiguration: { AuthorizationStrategy: 'SMART_ON_FHIR', Metadata: '{"secret":1}' },
        });
    });
    await actions.ask({
      requestId: newId(),
      action: 'DescribeFHIRDatastore',
      input: { DatastoreId: world.datastoreId },
    });
    expect(actions.completed()[0]?.result).toMatchObject({
      DatastoreProperties: {
        CreatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        ErrorCause: { ErrorCategory: 'RETRYABLE_ERROR', ErrorMessage: null },
        IdentityProviderConfiguration: { AuthorizationStrategy: 'SMART_ON_FHIR', Metadata: null },
      },
    });
  });
});

describe('data stores', () => {
  const create = (requestId = newId()): Ask => ({
    requestId,
    action: 'CreateFHIRDatastore',
    input: { DatastoreName: requestId, DatastoreTypeVersion: 'R4' },
  });

  test('are made one a minute: what comes sooner waits in its queue, each for its own turn', async () => {
    world.later(3600);
    const bodies = [1, 2, 3].map(() => actionMessage(create()));
    const waits = [];
    for (const body of bodies) waits.push((await actions.run(body)).retryAfterSeconds);
    expect(waits).toEqual([undefined, 60, 120]);
    world.later(60);
    expect(await actions.run(bodies[2] ?? '')).toMatchObject({ outcome: 'later', retryAfterSeconds: 60 });
    expect(await actions.run(bodies[1] ?? '')).toMatchObject({ outcome: 'answered' });
    world.later(60);
    expect(await actions.run(bodies[2] ?? '')).toMatchObject({ outcome: 'answered' });
    expect(calledHealthLake().filter((name) => name === 'CreateFHIRDatastore')).toHaveLength(3);
  });

  test('are told of from CREATING to ACTIVE, and from DELETING to DELETED, with who asked', async () => {
    world.later(3600);
    const ask = create();
    const { datastoreId = '' } = await actions.ask(ask);
    await actions.storeBecomes(datastoreId, 'ACTIVE');
    const about = { datastoreId, datastoreName: ask.requestId, requestId: ask.requestId };
    const events = () => actions.storeEvents().filter((event) => event.datastoreId === datastoreId);
    expect(events()).toMatchObject([
      { ...about, sequence: 1, previousStatus: null, status: 'CREATING', cause: null },
      { ...about, sequence: 2, previousStatus: 'CREATING', status: 'ACTIVE', cause: null },
    ]);

    const drop = { requestId: newId(), action: 'DeleteFHIRDatastore', input: { DatastoreId: datastoreId } };
    await actions.ask({ ...drop, confirmDatastoreName: ask.requestId });
    await actions.storeBecomes(datastoreId, 'DELETED');
    expect(events().slice(2)).toMatchObject([
      { sequence: 3, previousStatus: 'ACTIVE', status: 'DELETING', requestId: drop.requestId },
      { sequence: 4, previousStatus: 'DELETING', status: 'DELETED', requestId: drop.requestId },
    ]);
    expect(calledHealthLake().filter((name) => name === 'DeleteFHIRDatastore')).toHaveLength(1);
  });

  test('that cannot be made are told of with the cause', async () => {
    world.later(3600);
    const key = testPolicy().kmsKeyIds[0];
    world.configure({ unusableKeys: [key] });
    const { datastoreId } = await actions.ask(create());
    await actions.storeBecomes(datastoreId, 'CREATE_FAILED');
    world.configure({ unusableKeys: [] });
    expect(actions.storeEvents().at(-1)).toMatchObject({
      status: 'CREATE_FAILED',
      cause: { category: 'NON_RETRYABLE_ERROR', message: expect.stringContaining(key) },
    });
  });

  test('that nobody makes or deletes cost no call', async () => {
    await until(async () => (await actions.pollStores()).openStores === 0, 'no data store comes or goes');
    world.calls.length = 0;
    await actions.pollStores();
    expect(calledHealthLake()).toEqual([]);
  });

  test.each<[string, Partial<Ask>, string]>([
    ['the stage’s own', { confirmDatastoreName: 'store' }, 'DataStoreInUse'],
    ['one without its name', {}, 'DataStoreNotConfirmed'],
  ])('are not deleted: %s', async (_, more, errorName) => {
    world.later(3600);
    await actions.ask({
      requestId: newId(),
      action: 'DeleteFHIRDatastore',
      input: { DatastoreId: world.datastoreId },
      ...more,
    });
    expect(actions.failed()).toMatchObject([{ errorName, retryable: false }]);
    expect(calledHealthLake()).not.toContain('DeleteFHIRDatastore');
  });
});
