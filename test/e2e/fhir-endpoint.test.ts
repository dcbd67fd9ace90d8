import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateFHIRDatastoreCommand, DescribeFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../cli/build/project.ts';
import { serviceRoot } from '../build/service-root.ts';
import type { TestIssuer } from '../lib/identity/issuer.ts';
import { AUDIENCE, createIssuer, ISSUER } from '../lib/identity/issuer.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { expectNoSecrets } from '../support/expect-no-secrets.ts';

const PATIENTS = ['mine', 'other'].map((id) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: `Quackenbush-${id}` }],
}));

/** A busy machine starts a function in more than a second; the second itself is tested with a function that never ends. */
const UNHURRIED = { identityProviderMs: 20_000 };

let root: string;
let cloud: CloudUnderTest;
let issuer: TestIssuer;
let endpoint: string;
beforeAll(async () => {
  issuer = await createIssuer();
  root = serviceRoot({});
  for (const folder of ['handlers', 'lib', 'events', 'tsconfig.json']) {
    rmSync(join(root, folder), { recursive: true, force: true });
    symlinkSync(join(PROJECT, folder), join(root, folder));
  }
  const file = join(root, 'config/local.json');
  const config = JSON.parse(readFileSync(file, 'utf8')) as { identity: { dataStores: object[] } };
  const trusted = { issuer: ISSUER, audience: [AUDIENCE], algorithms: ['ES256'], jwks: issuer.jwks };
  const dataStores = config.identity.dataStores.map((store) => ({ ...store, issuers: [trusted] }));
  writeFileSync(file, JSON.stringify({ ...config, identity: { ...config.identity, dataStores } }));
  cloud = await startCloud({ healthLake: UNHURRIED, strictAuth: true }, root);
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: cloud.names.inboxBucket,
      Key: 'Patient.ndjson',
      Body: PATIENTS.map((patient) => `${JSON.stringify(patient)}\n`).join(''),
    }),
  );
  await cloud.idle();
  const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
  endpoint = `${cloud.url}/datastore/${datastoreId}/r4/`;
}, 60_000);
afterAll(async () => {
  await cloud.end();
  rmSync(root, { recursive: true });
});

const now = Math.floor(Date.now() / 1000);
const tokenFor = (scope: string, claims: object = {}): Promise<string> =>
  issuer.sign({ iat: now, nbf: now, exp: now + 86_400, scope, ...claims });

async function get(path: string, authorization?: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(
    endpoint + path,
    authorization === undefined ? {} : { headers: { authorization } },
  );
  return { status: response.status, body: await response.json() };
}

describe('an imported patient', () => {
  test('is read with a token that the packaged identity provider has verified', async () => {
    const token = await tokenFor('system/*.read');
    const { status, body } = await get('Patient/mine', `Bearer ${token}`);
    expect([status, body]).toEqual([200, expect.objectContaining(PATIENTS[0] ?? {})]);
    expect(body).toMatchObject({ meta: { versionId: '1' } });
  });

  test('is all that a patient’s own token finds', async () => {
    const token = await tokenFor('patient/*.rs', { patient: 'mine' });
    const { body } = await get('Patient', `Bearer ${token}`);
    expect(body).toMatchObject({ entry: [{ resource: { id: 'mine' } }] });
    expect((await get('Patient/other', `Bearer ${token}`)).status).toBe(403);
  });

  test('is not shown to anybody else', async () => {
    const stranger = await createIssuer();
    const forged = await stranger.sign({ iat: now, nbf: now, exp: now + 600, scope: 'system/*.read' });
    const refused = await Promise.all([
      get('Patient/mine'),
      get('Patient/mine', `Bearer ${forged}`),
      get('Patient/mine', `Bearer ${await tokenFor('system/*.read', { aud: 'https://other.example' })}`),
      get('Patient/mine', `Bearer ${await tokenFor('system/*.read', { exp: now - 60 })}`),
      get('Patient/mine', `Bearer ${await tokenFor('openid')}`),
      get('Patient/mine', 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/healthlake/aws4_request'),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 400]);
    expectNoSecrets(JSON.stringify(refused), ['Quackenbush']);
  });

  test('leaves nothing of itself or of tokens in logs and troubles', async () => {
    const token = await tokenFor('system/*.read');
    await get('Patient/mine', `Bearer ${token}`);
    expect(cloud.logs.some(({ functionName }) => functionName.endsWith('identity-provider'))).toBe(true);
    expectNoSecrets(JSON.stringify([cloud.logs, cloud.troubles]), ['Quackenbush', token]);
  });
});

test('what is written through the endpoint can be read again', async () => {
  const token = await tokenFor('system/Patient.cruds');
  const write = await fetch(`${endpoint}Patient`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Patient', active: true }),
  });
  expect(write.status).toBe(201);
  const { id } = (await write.json()) as { id: string };
  expect((await get(`Patient/${id}`, `Bearer ${token}`)).body).toMatchObject({ active: true });
});

test('a data store that the packaged permission does not name cannot use the identity provider', async () => {
  const { DatastoreProperties: own } = await cloud.healthLake.send(
    new DescribeFHIRDatastoreCommand({ DatastoreId: endpoint.split('/')[4] }),
  );
  const { DatastoreEndpoint: other = '' } = await cloud.healthLake.send(
    new CreateFHIRDatastoreCommand({
      DatastoreTypeVersion: 'R4',
      IdentityProviderConfiguration: own?.IdentityProviderConfiguration,
    }),
  );
  await cloud.advanceClock(2);
  const authorization = `Bearer ${await tokenFor('system/*.read')}`;
  const response = await fetch(`${other}Patient`, { headers: { authorization } });
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('The template needs an AWS::Lambda::Permission');
});
