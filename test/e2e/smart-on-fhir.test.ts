import { CreateFHIRDatastoreCommand, DescribeFHIRDatastoreCommand } from '@aws-sdk/client-healthlake';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createIssuer } from '../lib/identity/issuer.ts';
import type { AuthorizationServer } from '../support/authorization-server.ts';
import {
  APP,
  AUDIENCE,
  CLIENT,
  INTROSPECTOR,
  PATIENT,
  startAuthorizationServer,
} from '../support/authorization-server.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { expectNoSecrets } from '../support/expect-no-secrets.ts';
import type { Resources } from '../support/package-with-config.ts';
import { packageWithIdentity } from '../support/package-with-config.ts';
import type { SecretsManager } from '../support/secrets-manager.ts';
import { startSecretsManager } from '../support/secrets-manager.ts';

const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:inlet/introspection-AbCdEf';

/** How long a schedule's minute lasts: tests move the clock by days, and nothing is to run meanwhile. */
const HOUR_MS = 3_600_000;

const PATIENTS = [PATIENT, 'other'].map((id) => ({
  resourceType: 'Patient',
  id,
  name: [{ family: `Quackenbush-${id}` }],
}));
const observationOf = (patient: string) => ({
  resourceType: 'Observation',
  id: `of-${patient}`,
  status: 'final',
  code: { text: 'Heart rate' },
  subject: { reference: `Patient/${patient}` },
});

const SIGNED = 'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/healthlake/aws4_request';

let server: AuthorizationServer;
let secrets: SecretsManager;
let packaged: Awaited<ReturnType<typeof packageWithIdentity>>;
let cloud: CloudUnderTest;
let endpoint: string;
const tokens: string[] = [];

beforeAll(async () => {
  server = await startAuthorizationServer();
  secrets = await startSecretsManager(SECRET_ARN, JSON.stringify({ client_secret: INTROSPECTOR.secret }));
  const forUs = { audience: [AUDIENCE], clients: [CLIENT.id, APP.id] };
  packaged = await packageWithIdentity(
    (own) => ({
      ...own,
      authorization: withFilters(own.authorization as Authorization),
      issuers: [{ issuer: server.issuer, ...forUs, algorithms: ['RS256', 'ES384'] }],
      introspection: {
        issuer: server.issuer,
        endpoint: `${server.issuer}/token/introspection`,
        clientId: INTROSPECTOR.id,
        secret: SECRET_ARN,
        cacheSeconds: 30,
        ...forUs,
      },
      roles: [{}, { roleName: 'read-only', scope: 'system/Patient.r' }],
    }),
    (resources) => {
      const { Environment } = resources.IdentityProviderLambdaFunction?.Properties ?? {};
      Object.assign(Environment?.Variables ?? {}, { AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url });
      resources.ReadOnlyRole = readOnly(resources.SmartRole);
    },
  );
  cloud = await startCloud({ packageFolder: packaged.folder, minuteMs: HOUR_MS });
  const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
  endpoint = `${cloud.url}/datastore/${datastoreId}/r4/`;
  for (const resource of [...PATIENTS, observationOf(PATIENT), observationOf('other')]) await store(resource);
}, 180_000);

afterAll(async () => {
  await cloud.end();
  await Promise.all([server.close(), secrets.close()]);
  packaged.remove();
});

interface Authorization {
  metadata: { capabilities: string[] };
}

/** A data store that honours filters in scopes. */
const withFilters = ({ metadata, ...authorization }: Authorization) => ({
  ...authorization,
  metadata: { ...metadata, capabilities: [...new Set([...metadata.capabilities, 'permission-v2.2'])] },
});

/** The stack's role under another name, that may do nothing but read. */
function readOnly(role: Resources[string] | undefined): Resources[string] {
  const copy = structuredClone(role ?? { Type: '', Properties: {} });
  const [policy] = copy.Properties.Policies as [{ PolicyDocument: { Statement: [{ Action: string[] }] } }];
  policy.PolicyDocument.Statement[0].Action = ['healthlake:ReadResource'];
  return { ...copy, Properties: { ...copy.Properties, RoleName: 'read-only' } };
}

/** Stores a resource in the name of the account's owner. */
async function store(resource: { resourceType: string; id: string }): Promise<void> {
  const { status } = await fetch(`${endpoint}${resource.resourceType}/${resource.id}`, {
    method: 'PUT',
    headers: { authorization: SIGNED, 'content-type': 'application/fhir+json' },
    body: JSON.stringify(resource),
  });
  expect(status).toBe(201);
}

async function token(...of: Parameters<AuthorizationServer['token']>): Promise<string> {
  const issued = await server.token(...of);
  tokens.push(issued);
  return issued;
}

async function logIn(...of: Parameters<AuthorizationServer['logIn']>) {
  const issued = await server.logIn(...of);
  tokens.push(...[issued.access_token, issued.id_token].filter((each) => each !== undefined));
  return issued;
}

/** One request to the FHIR endpoint: its answer, and what the identity provider logged of the token. */
async function send(path: string, bearerToken: string, write?: { method: string; body?: object }) {
  const response = await fetch(endpoint + path, {
    method: write?.method ?? 'GET',
    headers: { authorization: `Bearer ${bearerToken}`, 'content-type': 'application/fhir+json' },
    ...(write?.body && { body: JSON.stringify(write.body) }),
  });
  const text = await response.text();
  const lines = cloud.logs.filter(({ line }) => line.includes('"message":"token '));
  return {
    status: response.status,
    body: JSON.parse(text === '' ? '{}' : text) as Record<string, unknown>,
    text,
    record: JSON.parse(lines.at(-1)?.line ?? '{}') as Record<string, unknown>,
  };
}

const create = (resource: object) => ({ method: 'POST', body: resource });

describe('a service with client credentials', () => {
  test.each(['RS256', 'ES384'] as const)('reads what is stored with a JWT under %s', async (algorithm) => {
    const { status, body, record } = await send('Patient/other', await token(algorithm, 'system/*.rs'));
    expect([status, body]).toEqual([200, expect.objectContaining(PATIENTS[1] ?? {})]);
    expect(body).toMatchObject({ meta: { versionId: '1' } });
    expect(record).toMatchObject({ outcome: 'allowed', issuer: server.issuer, client: CLIENT.id });
  });

  test('may do what its scopes grant, and no more', async () => {
    const wide = await token('RS256', 'system/*.cruds');
    const { status, body } = await send('Patient', wide, create({ resourceType: 'Patient', active: true }));
    expect(status).toBe(201);
    expect((await send(`Patient/${String(body.id)}`, wide, { method: 'DELETE' })).status).toBe(204);
    const narrow = await token('RS256', 'system/*.rs');
    const refused = await send('Patient', narrow, create({ resourceType: 'Patient' }));
    expect(refused).toMatchObject({ status: 401, record: { code: 'scope-insufficient', claim: 'scope' } });
  });

  test('may do what the role of its scopes may, and no more', async () => {
    const both = await token('ES384', 'system/Patient.r system/*.cruds');
    expect((await send('Patient/other', both)).status).toBe(200);
    const { status, text } = await send('Patient', both, create({ resourceType: 'Patient' }));
    expect([status, text]).toEqual([403, expect.stringContaining('role/read-only')]);
  });

  test('has its keys fetched once', () => {
    expect(server.requests('/.well-known/openid-configuration')).toBe(1);
    expect(server.requests('/jwks')).toBe(1);
  });
});

describe('an app that a patient has logged in to (authorization code with PKCE)', () => {
  test.each(['RS256', 'ES384'] as const)('sees that patient and nobody else, under %s', async (algorithm) => {
    const { access_token: own } = await logIn(algorithm, 'openid launch/patient patient/*.rs');
    const { status, body, record } = await send(`Patient/${PATIENT}`, own);
    expect([status, body]).toEqual([200, expect.objectContaining(PATIENTS[0] ?? {})]);
    expect(record).toMatchObject({ outcome: 'allowed', client: APP.id });
    expect((await send('Patient', own)).body).toMatchObject({ entry: [{ resource: { id: PATIENT } }] });
    expect((await send('Observation', own)).body).toMatchObject({
      entry: [{ resource: { id: `of-${PATIENT}` } }],
    });
    // One after the other: at once they would be asked of as many environments of the function.
    for (const path of ['Patient/other', 'Observation/of-other', 'Observation/none', 'Organization']) {
      const refused = await send(path, own);
      expect(refused.status).toBe(403);
      expectNoSecrets(refused.text, ['Quackenbush']);
    }
  });

  test('writes into that patient’s compartment and nowhere else', async () => {
    const { access_token: own } = await logIn('ES384', 'launch/patient patient/*.cruds');
    const [mine, others] = [observationOf(PATIENT), observationOf('other')];
    expect((await send('Observation', own, create(mine))).status).toBe(201);
    expect((await send('Observation', own, create(others))).status).toBe(403);
    const steal = { method: 'PUT', body: { ...mine, id: 'of-other' } };
    expect((await send('Observation/of-other', own, steal)).status).toBe(403);
    const giveAway = { method: 'PUT', body: { ...others, id: mine.id } };
    expect((await send(`Observation/${mine.id}`, own, giveAway)).status).toBe(403);
  });

  test('sees what meets the filter of its scope', async () => {
    const of = `Observation/of-${PATIENT}`;
    const { access_token: final } = await logIn(
      'ES384',
      'launch/patient patient/Observation.rs?status=final',
    );
    expect((await send(of, final)).status).toBe(200);
    const { access_token: other } = await logIn(
      'ES384',
      'launch/patient patient/Observation.rs?status=amended',
    );
    expect((await send(of, other)).status).toBe(403);
    expect((await send('Observation', other)).body.entry).toBeUndefined();
  });

  test('gets nowhere with the ID token of the login', async () => {
    const { id_token: idToken = '' } = await logIn('RS256', 'openid launch/patient patient/*.rs');
    expect(await send(`Patient/${PATIENT}`, idToken)).toMatchObject({
      status: 401,
      body: { resourceType: 'OperationOutcome' },
      record: { outcome: 'refused', issuer: server.issuer },
    });
  });
});

test('nobody else gets in', async () => {
  const stranger = await createIssuer('RS256', 'RS256-1');
  const now = Math.floor(Date.now() / 1000);
  const forged = await stranger.sign({
    iss: server.issuer,
    client_id: CLIENT.id,
    iat: now,
    nbf: now,
    exp: now + 30 * 24 * 3600,
  });
  const refused = await send('Patient/other', forged);
  expect(refused).toMatchObject({ status: 401, record: { code: 'signature-invalid' } });
  expect((await fetch(`${endpoint}Patient/other`)).status).toBe(401);
});

describe('an opaque token', () => {
  test('passes by introspection, whose secret is read once', async () => {
    const opaque = await token('opaque', 'system/*.rs');
    expect(opaque).not.toContain('.');
    const { status, record } = await send('Patient/other', opaque);
    expect([status, record]).toEqual([
      200,
      expect.objectContaining({ issuer: server.issuer, client: CLIENT.id }),
    ]);
    await send('Patient/other', opaque);
    expect([server.requests('/token/introspection'), secrets.reads()]).toEqual([1, 1]);
  });

  test('that is revoked is refused as soon as the kept answer is old', async () => {
    const opaque = await token('opaque', 'system/*.rs');
    await send('Patient/other', opaque);
    await server.revoke(opaque);
    expect((await send('Patient/other', opaque)).status).toBe(200);
    await cloud.advanceClock(31);
    expect(await send('Patient/other', opaque)).toMatchObject({
      status: 401,
      record: { code: 'token-inactive' },
    });
  });
});

test('a token of keys that were rotated in passes with the first request, and one of keys that are gone does not', async () => {
  const old = await token('ES384', 'system/*.rs');
  expect((await send('Patient/other', old)).status).toBe(200);
  await server.rotate();
  // Half a minute after the last fetch; before that a flood of unknown key ids would be one of fetches.
  await cloud.advanceClock(31);
  expect((await send('Patient/other', await token('ES384', 'system/*.rs'))).status).toBe(200);
  expect(await send('Patient/other', old)).toMatchObject({ status: 401, record: { code: 'key-unknown' } });
});

test('while the server is down its JWTs go on passing for a day, and opaque tokens do not pass', async () => {
  const [jwt, opaque] = [await token('RS256', 'system/*.rs'), await token('opaque', 'system/*.rs')];
  expect((await send('Patient/other', jwt)).status).toBe(200);
  server.setDown(true);
  await cloud.advanceClock(23 * 3600);
  expect((await send('Patient/other', jwt)).status).toBe(200);
  const unasked = await send('Patient/other', opaque);
  expect(unasked).toMatchObject({ status: 401, record: { code: 'introspection-unavailable' } });
  await cloud.advanceClock(2 * 3600);
  const unknown = await send('Patient/other', jwt);
  expect(unknown).toMatchObject({ status: 401, record: { code: 'keys-unavailable' } });
  server.setDown(false);
  await cloud.advanceClock(31);
  expect((await send('Patient/other', jwt)).status).toBe(200);
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
  const authorization = `Bearer ${await token('ES384', 'system/*.rs')}`;
  const response = await fetch(`${other}Patient`, { headers: { authorization } });
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('It takes an AWS::Lambda::Permission of the template');
});

test('nothing of any token, secret or patient is in what the cloud logged', () => {
  expect(tokens.length).toBeGreaterThan(15);
  expectNoSecrets(JSON.stringify([cloud.logs, cloud.troubles, cloud.events]), [
    ...tokens,
    'Quackenbush',
    CLIENT.secret,
    INTROSPECTOR.secret,
  ]);
});
