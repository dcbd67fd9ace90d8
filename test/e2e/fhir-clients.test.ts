import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Bundle, Observation, Patient } from '@medplum/fhirtypes';
import { ClientStorage, MedplumClient, MemoryStorage } from '@medplum/core';
import type { FhirResource } from 'fhir-kit-client';
import { Client } from 'fhir-kit-client';
import { bulkExport } from '../support/bulk-client.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { goAway } from '../support/raw-http.ts';

/** Clients of other people, unchanged, with a bearer token of the local issuer: whatever one does not take stands here with its reason. */
let cloud: CloudUnderTest;
let endpoint: string;
let token: string;
beforeAll(async () => {
  cloud = await startCloud();
  const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
  endpoint = `${cloud.url}/datastore/${datastoreId}/r4/`;
  const form = { grant_type: 'client_credentials', client_id: 'nightly', scope: 'system/*.cruds' };
  const given = await fetch(`${cloud.url}/_inlet/issuer/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  ({ access_token: token } = (await given.json()) as { access_token: string });
});
// It fails where the cloud had trouble with one of them.
afterAll(() => cloud.end());

const patient = (identifier: string): Patient => ({
  resourceType: 'Patient',
  active: true,
  birthDate: '1970-01-01',
  identifier: [{ system: 'urn:clients', value: identifier }],
});
const observationOf = (id: string): Observation => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'Heart rate' },
  subject: { reference: `Patient/${id}` },
});
const BY = (identifier: string) => `identifier=urn:clients|${identifier}`;

describe('fhir-kit-client', () => {
  const kit = () => new Client({ baseUrl: endpoint, bearerToken: token });
  const asResource = (resource: object) => resource as FhirResource;
  const idsOf = (bundle: unknown) => (bundle as Bundle).entry?.map(({ resource }) => resource?.id);
  let id: string;
  beforeAll(async () => {
    ({ id } = (await kit().create({
      resourceType: 'Patient',
      body: asResource(patient('kit')),
    })) as FhirResource & {
      id: string;
    });
  });

  test('learns where tokens are given, and goes away before the slowest of its three questions is answered', async () => {
    const { authorizeUrl, tokenUrl } = await kit().smartAuthMetadata();
    expect([authorizeUrl?.href, tokenUrl?.href]).toEqual(
      ['authorize', 'token'].map((path) => `${cloud.url}/_inlet/issuer/${path}`),
    );
  });

  test('reads, updates, patches and deletes, with versions and history', async () => {
    const body = asResource({ ...(await kit().read({ resourceType: 'Patient', id })), active: false });
    expect(await kit().update({ resourceType: 'Patient', id, body })).toMatchObject({ active: false });
    const jsonPatch = [{ op: 'replace' as const, path: '/active', value: true }];
    expect(await kit().patch({ resourceType: 'Patient', id, jsonPatch })).toMatchObject({
      active: true,
      meta: { versionId: '3' },
    });
    expect(await kit().vread({ resourceType: 'Patient', id, version: '2' })).toMatchObject({ active: false });
    const searchParams = { identifier: 'urn:clients|kit' };
    expect(await kit().update({ resourceType: 'Patient', searchParams, body })).toMatchObject({ id });
    expect(idsOf(await kit().resourceHistory({ resourceType: 'Patient', id }))).toHaveLength(4);
    expect(await kit().typeHistory({ resourceType: 'Patient' })).toMatchObject({ type: 'history' });
  });

  test('searches by GET and POST, and pages', async () => {
    for (let count = 0; count < 3; count++)
      await kit().create({ resourceType: 'Observation', body: asResource(observationOf(id)) });
    const subject = `Patient/${id}`;
    const first = await kit().search({ resourceType: 'Observation', searchParams: { subject, _count: 2 } });
    const second = await kit().nextPage({ bundle: first as never });
    expect([...(idsOf(first) ?? []), ...(idsOf(second) ?? [])]).toHaveLength(3);
    const posted = {
      resourceType: 'Observation',
      searchParams: { subject, _total: 'accurate' },
      options: { postSearch: true },
    };
    expect(await kit().resourceSearch(posted)).toMatchObject({ total: 3 });
    expect(
      idsOf(await kit().operation({ name: 'everything', resourceType: 'Patient', id, method: 'GET' })),
    ).toHaveLength(4);
  });

  test('resolves references and sends Bundles', async () => {
    expect(await kit().resolve({ reference: `${endpoint}Patient/${id}` })).toMatchObject({ id });
    const entry = [
      {
        fullUrl: 'urn:uuid:05efabf0-4be2-4561-91ce-51548425acb9',
        resource: patient('new'),
        request: { method: 'POST', url: 'Patient' },
      },
    ];
    const body = asResource({ resourceType: 'Bundle', type: 'transaction', entry });
    expect(await kit().transaction({ body })).toMatchObject({
      entry: [{ response: { status: '201 Created' } }],
    });
    const batch = asResource({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ request: { method: 'GET', url: `Patient/${id}` } }],
    });
    expect(await kit().batch({ body: batch })).toMatchObject({ entry: [{ resource: { id } }] });
  });

  test.each<[string, () => Promise<unknown>]>([
    [
      'a compartment',
      () =>
        kit().compartmentSearch({
          resourceType: 'Observation',
          compartment: { resourceType: 'Patient', id },
        }),
    ],
    ['all types', () => kit().systemSearch({ searchParams: { _id: id } })],
    ['the history of a data store', () => kit().systemHistory()],
  ])('is told that HealthLake does not list searches of %s: 501', async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({
      response: { status: 501, data: { resourceType: 'OperationOutcome' } },
    });
  });

  test('is told what is gone', async () => {
    const { id: gone } = (await kit().create({
      resourceType: 'Patient',
      body: asResource(patient('gone')),
    })) as never;
    await kit().delete({ resourceType: 'Patient', id: gone });
    await expect(kit().read({ resourceType: 'Patient', id: gone })).rejects.toMatchObject({
      response: { status: 410 },
    });
  });
});

describe('the client of @medplum/core', () => {
  const medplum = (options = {}) =>
    new MedplumClient({
      baseUrl: endpoint,
      fhirUrlPath: '',
      accessToken: token,
      storage: new ClientStorage(new MemoryStorage()),
      cacheTime: 0,
      fetch,
      ...options,
    });
  let id: string;
  beforeAll(async () => {
    ({ id } = await medplum().createResource(patient('medplum')));
  });

  test('reads, updates, patches and deletes, with versions and history', async () => {
    const read = await medplum().readResource('Patient', id);
    expect(await medplum().updateResource({ ...read, active: false })).toMatchObject({ active: false });
    const patched = await medplum().patchResource('Patient', id, [
      { op: 'replace', path: '/active', value: true },
    ]);
    expect(patched).toMatchObject({ active: true, meta: { versionId: '3' } });
    expect(await medplum().readVersion('Patient', id, '2')).toMatchObject({ active: false });
    expect((await medplum().readHistory('Patient', id)).entry).toHaveLength(3);
  });

  test('creates and updates what a search does not find, or finds', async () => {
    expect(await medplum().createResourceIfNoneExist(patient('medplum'), BY('medplum'))).toMatchObject({
      id,
    });
    expect(await medplum().upsertResource(patient('medplum'), BY('medplum'))).toMatchObject({ id });
    const { id: other } = await medplum().upsertResource(patient('upserted'), BY('upserted'));
    expect(other).not.toBe(id);
    await medplum().deleteResource('Patient', other);
    await expect(medplum().readResource('Patient', other)).rejects.toMatchObject({
      outcome: { issue: [{ code: 'deleted' }] },
    });
  });

  test('searches, and pages', async () => {
    for (let count = 0; count < 3; count++) await medplum().createResource(observationOf(id));
    expect(await medplum().searchOne('Patient', BY('medplum'))).toMatchObject({ id });
    let found = 0;
    for await (const page of medplum().searchResourcePages('Observation', {
      _count: '2',
      subject: `Patient/${id}`,
    }))
      found += page.length;
    expect(found).toBe(3);
    expect((await medplum().readPatientEverything(id)).entry).toHaveLength(4);
  });

  test('puts its reads together into a batch by itself', async () => {
    const batching = medplum({ autoBatchTime: 50 });
    const [read, searched] = await Promise.all([
      batching.readResource('Patient', id),
      batching.search('Patient', BY('medplum')),
    ]);
    expect([read.id, searched.entry?.[0]?.resource?.id]).toEqual([id, id]);
  });

  test('validates', async () => {
    expect(await medplum().validateResource({ resourceType: 'Patient' })).toMatchObject({
      issue: [{ severity: 'information' }],
    });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    [
      'raw bytes as a Binary: HealthLake takes FHIR’s JSON',
      'Content-Type',
      () => medplum().createBinary({ data: 'Hello', contentType: 'text/plain' }),
    ],
    [
      'a search parameter of Medplum’s own',
      '_fields',
      () => medplum().searchResources('Patient', '_fields=id'),
    ],
    ['GraphQL', 'operation', () => medplum({ maxRetries: 0 }).graphql('{ PatientList { id } }')],
    ['its export, a POST without where to write to', 'Content-Type', () => medplum().bulkExport('Patient')],
  ])('is refused %s', async (_, why, ask) => {
    await expect(ask()).rejects.toThrow(why);
  });
});

describe('a client that is written from the Bulk Data Access IG', () => {
  const options = () => ({ token, advance: () => cloud.advanceClock(5) });

  test('exports all patients, downloads the files, and cancels', async () => {
    const { types, resources, missing } = await bulkExport(
      `${endpoint}Patient/$export?_type=Patient,Observation`,
      options(),
    );
    const counted = async (type: string) => {
      const answer = await fetch(`${endpoint}${type}?_summary=count`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return ((await answer.json()) as { total: number }).total;
    };
    expect(missing).toEqual([]);
    expect([...types].sort()).toEqual(['Observation', 'Patient']);
    expect(resources.filter(({ resourceType }) => resourceType === 'Patient')).toHaveLength(
      await counted('Patient'),
    );
    const cancelled = await bulkExport(`${endpoint}Patient/$export`, { ...options(), cancels: true });
    expect(cancelled.status).toBe(202);
  });

  test('is told by 501 that the data store as a whole has no export by GET: HealthLake’s guide has POST alone', async () => {
    expect((await bulkExport(`${endpoint}$export`, options())).status).toBe(501);
  });
});

test('a client that goes away in the middle of a call of HealthLake’s is no trouble of the cloud', async () => {
  const head = `POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: HealthLake.ListFHIRDatastores\r\nContent-Type: application/x-amz-json-1.0\r\nAuthorization: AWS4-HMAC-SHA256 Credential=local/20261129/us-east-1/healthlake/aws4_request, SignedHeaders=host, Signature=0\r\nContent-Length: 100\r\n\r\n{`;
  await goAway(Number(new URL(cloud.url).port), head, () => fetch(`${cloud.url}/_inlet/health`));
  expect(cloud.troubles).toEqual([]);
});
