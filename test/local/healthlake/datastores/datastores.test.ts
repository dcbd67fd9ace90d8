import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  CreateFHIRDatastoreCommand,
  DeleteFHIRDatastoreCommand,
  DescribeFHIRDatastoreCommand,
  ListFHIRDatastoresCommand,
  ListTagsForResourceCommand,
  paginateListFHIRDatastores,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-healthlake';
import type {
  CreateFHIRDatastoreRequest,
  CreateFHIRDatastoreResponse,
  DatastoreProperties,
} from '@aws-sdk/client-healthlake';
import { rawCall } from '../raw-call.ts';
import type { Running } from '../running.ts';
import { KEY, startHealthLake } from '../running.ts';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:identity';
const METADATA = JSON.stringify({
  authorization_endpoint: 'https://idp.example/authorize',
  token_endpoint: 'https://idp.example/token',
  grant_types_supported: ['client_credentials'],
  capabilities: ['permission-v2'],
  code_challenge_methods_supported: ['S256'],
});

let running: Running;
beforeEach(async () => {
  running = await startHealthLake({
    functionExists: (arn) => arn === LAMBDA,
    samplePopulation: () => ['{"resourceType":"Patient","id":"sample"}'],
  });
});
afterEach(() => running.stop());

const create = (more: Partial<CreateFHIRDatastoreRequest> = {}): Promise<CreateFHIRDatastoreResponse> =>
  running.client.send(new CreateFHIRDatastoreCommand({ DatastoreTypeVersion: 'R4', ...more }));
const describeOne = async (DatastoreId: string | undefined): Promise<DatastoreProperties | undefined> =>
  (await running.client.send(new DescribeFHIRDatastoreCommand({ DatastoreId }))).DatastoreProperties;

describe('a data store', () => {
  test('is CREATING, then ACTIVE, and echoes what it was created with', async () => {
    const setup: Partial<CreateFHIRDatastoreRequest> = {
      DatastoreName: 'clinic',
      SseConfiguration: { KmsEncryptionConfig: { CmkType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: KEY } },
      IdentityProviderConfiguration: {
        AuthorizationStrategy: 'SMART_ON_FHIR',
        FineGrainedAuthorizationEnabled: true,
        IdpLambdaArn: LAMBDA,
        Metadata: METADATA,
      },
    };
    const created = await create(setup);
    expect(created).toMatchObject({
      DatastoreStatus: 'CREATING',
      DatastoreArn: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${created.DatastoreId ?? ''}`,
      DatastoreEndpoint: `${running.url}/datastore/${created.DatastoreId ?? ''}/r4/`,
    });
    await running.clock.advance(1);
    expect(await describeOne(created.DatastoreId)).toMatchObject({ ...setup, DatastoreStatus: 'ACTIVE' });
    expect(running.events.map(({ detailType, detail }) => [detailType, detail.datastoreName])).toEqual([
      ['Data Store Creating', 'clinic'],
      ['Data Store Active', 'clinic'],
    ]);
  });

  test('with a preload has the sample population when it is ACTIVE', async () => {
    const { DatastoreId = '' } = await create({ PreloadDataConfig: { PreloadDataType: 'SYNTHEA' } });
    await running.clock.advance(1);
    expect(running.healthlake.store.counts(DatastoreId)).toEqual({ Patient: 1 });
  });

  test('is loaded once, also where it cannot be noted at once that it is ACTIVE', async () => {
    const cloud = new DatabaseSync(join(running.stateFolder, 'cloud.sqlite'));
    cloud.exec(`CREATE TRIGGER full BEFORE UPDATE ON healthlake_datastores WHEN NEW.status = 'ACTIVE'
      BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END`);
    const { DatastoreId = '' } = await create({ PreloadDataConfig: { PreloadDataType: 'SYNTHEA' } });
    await expect(running.clock.advance(1)).rejects.toThrow('full');
    expect(running.healthlake.store.counts(DatastoreId)).toEqual({ Patient: 1 });
    cloud.exec('DROP TRIGGER full');
    cloud.close();
    await running.clock.advance(2);
    expect(await describeOne(DatastoreId)).toMatchObject({ DatastoreStatus: 'ACTIVE' });
    expect(running.healthlake.store.read(DatastoreId, 'Patient', 'sample')).toMatchObject({ version: 1 });
  });

  test.each([
    ['its key cannot be used', { CmkType: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: KEY }, LAMBDA],
    ['its identity provider does not exist', { CmkType: 'AWS_OWNED_KMS_KEY' }, `${LAMBDA}-missing`],
  ] as const)('is CREATE_FAILED with a cause when %s', async (_, KmsEncryptionConfig, IdpLambdaArn) => {
    running.healthlake.configure({ unusableKeys: [KEY] });
    const { DatastoreId } = await create({
      SseConfiguration: { KmsEncryptionConfig },
      IdentityProviderConfiguration: {
        AuthorizationStrategy: 'SMART_ON_FHIR_V1',
        IdpLambdaArn,
        Metadata: METADATA,
      },
    });
    await running.clock.advance(1);
    expect(await describeOne(DatastoreId)).toMatchObject({
      DatastoreStatus: 'CREATE_FAILED',
      ErrorCause: { ErrorCategory: 'NON_RETRYABLE_ERROR', ErrorMessage: expect.any(String) },
    });
    expect(running.events.at(-1)?.detailType).toBe('Data Store Creation Failed');
  });

  test('whose identity provider is of another account, of which nothing is known, becomes ACTIVE', async () => {
    const { DatastoreId } = await create({
      IdentityProviderConfiguration: {
        AuthorizationStrategy: 'SMART_ON_FHIR_V1',
        IdpLambdaArn: LAMBDA.replace('000000000000', '111111111111'),
        Metadata: METADATA,
      },
    });
    await running.clock.advance(1);
    expect((await describeOne(DatastoreId))?.DatastoreStatus).toBe('ACTIVE');
  });

  test('is created once for one ClientToken', async () => {
    const { DatastoreId } = await create({ ClientToken: 'one', DatastoreName: 'a' });
    expect((await create({ ClientToken: 'one', DatastoreName: 'a' })).DatastoreId).toBe(DatastoreId);
    await expect(create({ ClientToken: 'one', DatastoreName: 'b' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('cannot be deleted in transition, and stays describable when it is DELETED', async () => {
    const { DatastoreId = '' } = await create();
    const remove = () => running.client.send(new DeleteFHIRDatastoreCommand({ DatastoreId }));
    await expect(remove()).rejects.toMatchObject({ name: 'ConflictException' });
    await running.clock.advance(1);
    expect((await remove()).DatastoreStatus).toBe('DELETING');
    await expect(remove()).rejects.toMatchObject({ name: 'ConflictException' });
    await running.clock.advance(1);
    expect((await describeOne(DatastoreId))?.DatastoreStatus).toBe('DELETED');
    await expect(running.startImport({ DatastoreId })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('is one of 20 that an account can have', async () => {
    for (let number = 2; number <= 20; number++) await create();
    await expect(create()).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('that the template declares is there again, empty and with the same id, after a reset', async () => {
    running.s3.put('s3://inbox/drop/a.ndjson', '{"resourceType":"Patient","id":"a"}');
    await running.importAll();
    await running.healthlake.reset();
    expect(running.healthlake.datastores()).toEqual([
      { datastoreId: running.datastoreId, name: 'inlet-local', status: 'ACTIVE' },
    ]);
    expect(running.healthlake.jobs()).toEqual([]);
    expect(running.healthlake.store.counts(running.datastoreId)).toEqual({});
  });
});

describe('ListFHIRDatastores', () => {
  test('filters by name, status and dates of creation, and pages', async () => {
    const before = new Date(running.clock.now());
    await running.clock.advance(60);
    for (const DatastoreName of ['a', 'b', 'b']) await create({ DatastoreName });
    const names = async (Filter: object): Promise<(string | undefined)[]> =>
      (
        (await running.client.send(new ListFHIRDatastoresCommand({ Filter }))).DatastorePropertiesList ?? []
      ).map(({ DatastoreName }) => DatastoreName);
    expect(await names({ DatastoreName: 'b' })).toEqual(['b', 'b']);
    expect(await names({ DatastoreStatus: 'ACTIVE' })).toEqual(['inlet-local']);
    const middle = new Date(before.getTime() + 30_000);
    expect(await names({ CreatedBefore: middle })).toEqual(['inlet-local']);
    expect(await names({ CreatedAfter: middle })).toEqual(['b', 'b', 'a']);
    const pages: number[] = [];
    for await (const page of paginateListFHIRDatastores({ client: running.client, pageSize: 3 }, {}))
      pages.push(page.DatastorePropertiesList?.length ?? 0);
    expect(pages).toEqual([3, 1]);
  });
});

describe('tags', () => {
  const arn = (): string => `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${running.datastoreId}`;
  const tag = (...Tags: { Key: string; Value: string }[]) =>
    running.client.send(new TagResourceCommand({ ResourceARN: arn(), Tags }));
  const list = async () =>
    (await running.client.send(new ListTagsForResourceCommand({ ResourceARN: arn() }))).Tags;

  test('are set, replaced and removed by key, and keys differ by case', async () => {
    await tag({ Key: 'a', Value: '1' }, { Key: 'A', Value: '2' });
    await tag({ Key: 'a', Value: '' });
    expect(await list()).toEqual([
      { Key: 'a', Value: '' },
      { Key: 'A', Value: '2' },
    ]);
    await running.client.send(new UntagResourceCommand({ ResourceARN: arn(), TagKeys: ['a', 'none'] }));
    expect(await list()).toEqual([{ Key: 'A', Value: '2' }]);
  });

  test('are answered with an empty object', async () => {
    for (const [operation, members] of [
      ['TagResource', { Tags: [{ Key: 'a', Value: '' }] }],
      ['UntagResource', { TagKeys: ['a'] }],
    ] as const) {
      const { status, text } = await rawCall(
        running.url,
        operation,
        JSON.stringify({ ResourceARN: arn(), ...members }),
      );
      expect([status, text]).toEqual([200, '{}']);
    }
    expect(await list()).toEqual([]);
  });

  test('are at most 200 in sum', async () => {
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({ Key: `k${from + index}`, Value: '' }));
    await tag(...many(0, 150));
    await expect(tag(...many(100, 101))).rejects.toMatchObject({ name: 'ValidationException' });
    await tag(...many(100, 100));
    expect(await list()).toHaveLength(200);
  });

  test('of an unknown ARN are ResourceNotFoundException', async () => {
    const ResourceARN = `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${'0'.repeat(32)}`;
    await expect(running.client.send(new ListTagsForResourceCommand({ ResourceARN }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
