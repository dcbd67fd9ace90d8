import { createHash, randomBytes } from 'node:crypto';
import { createIssuerService } from '../../../local/token-issuer/issuer-service.ts';
import { openDatabase } from '../../../local/ground/sqlite.ts';
import { openHandles } from '../../../local/token-issuer/handles.ts';
import { openSigningKey } from '../../../local/token-issuer/signing-key.ts';
import type { SmartApp } from '../../../local/token-issuer/smart-app.ts';
import { readSmartApps } from '../../../local/token-issuer/smart-app.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { serve } from '../../support/server.ts';

export const PUBLIC: SmartApp = {
  clientId: 'growth-chart',
  redirectUris: ['http://localhost:3000/app?tenant=1'],
};
export const CONFIDENTIAL: SmartApp = {
  clientId: 'portal',
  redirectUris: ['https://portal.example/callback', 'com.example.portal:/callback'],
  clientSecret: 'a secret: with %',
};

export const ENDPOINT = 'http://127.0.0.1:4566/datastore/0123/r4/';
const PATIENTS = ['p1', 'p2', 'p3', '<script>'];

/** The issuer alone behind HTTP, with a clock that a test moves. */
export interface IssuerUnderTest {
  url: string;
  folder: string;
  /** Moves the clock on. */
  pass: (seconds: number) => void;
  now: () => number;
  /** As many patients as there were, and so many more. */
  addPatients: (count: number) => void;
  close: () => Promise<void>;
}

/** @param more apps beside those above */
export async function startIssuer(more: readonly SmartApp[] = []): Promise<IssuerUnderTest> {
  const temporary = await temporaryFolder();
  let time = Date.parse('2030-06-01T00:00:00Z');
  const clock = { now: () => time };
  const database = openDatabase(temporary.folder, 'cloud.sqlite');
  const patients = [...PATIENTS];
  const parts = {
    key: () => openSigningKey(temporary.folder),
    clock,
    handles: openHandles(database, clock.now),
    apps: readSmartApps([PUBLIC, CONFIDENTIAL, ...more]),
    audience: 'inlet-local',
    dataStores: {
      isEndpoint: (endpoint: string) => endpoint === ENDPOINT,
      hasPatient: (_: string, id: string) => patients.includes(id),
      patients: (_: string, behind: string, limit: number) =>
        [...patients]
          .sort()
          .filter((id) => id > behind)
          .slice(0, limit)
          .map((id) => ({ id, label: `Name of ${id}` })),
    },
  };
  const server = await serve((request, response, context) => {
    const url = `http://${request.headers.host ?? ''}/_inlet/issuer`;
    return createIssuerService({ ...parts, url })(request, response, context).catch((error: unknown) => {
      response.writeHead(400).end(error instanceof Error ? error.message : '');
    });
  });
  return {
    url: `${server.url}/_inlet/issuer`,
    folder: temporary.folder,
    pass: (seconds) => (time += seconds * 1000),
    now: () => time,
    addPatients(count) {
      for (let index = 0; index < count; index++) patients.push(`q${String(index).padStart(3, '0')}`);
    },
    async close() {
      await server.close();
      database.close();
      await temporary.remove();
    },
  };
}

/** What only the app knows, and what it shows of it. */
export function newVerifier(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export const REQUEST = {
  response_type: 'code',
  client_id: PUBLIC.clientId,
  redirect_uri: PUBLIC.redirectUris[0] ?? '',
  scope: 'openid fhirUser launch/patient offline_access patient/*.rs',
  state: 'state of the app',
  aud: ENDPOINT,
  code_challenge: newVerifier().challenge,
  code_challenge_method: 'S256',
};

/** Parameters with others in their place; undefined leaves one out, a list says it more than once. */
export const parametersOf = (
  ...given: Readonly<Record<string, string | readonly string[] | undefined>>[]
): URLSearchParams =>
  new URLSearchParams(
    Object.entries(Object.assign({}, ...given) as Record<string, string | string[] | undefined>).flatMap(
      ([name, value]) => [value ?? []].flat().map((each): [string, string] => [name, each]),
    ),
  );

/** What an authorization request was answered. */
export interface Answered {
  status: number;
  html: string;
  headers: Headers;
  /** Where it leads, without its query but for what was registered. */
  to: string | undefined;
  query: Record<string, string>;
}

/** Asks at the authorization endpoint, or decides there. */
export async function authorize(
  { url }: Pick<IssuerUnderTest, 'url'>,
  query: URLSearchParams,
  decision?: Record<string, string>,
): Promise<Answered> {
  const response = await fetch(`${url}/authorize?${query.toString()}`, {
    redirect: 'manual',
    ...(decision && { method: 'POST', body: new URLSearchParams(decision) }),
  });
  const location = response.headers.get('location');
  return {
    status: response.status,
    html: await response.text(),
    headers: response.headers,
    to: location?.replace(/[?&](?:code|error)=.*/, ''),
    query: Object.fromEntries(new URL(location ?? 'about:blank').searchParams),
  };
}

/** What the token endpoint answers a form. */
export async function askToken(
  { url }: Pick<IssuerUnderTest, 'url'>,
  form: URLSearchParams,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; body: Record<string, string> }> {
  const response = await fetch(`${url}/token`, { method: 'POST', body: form, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, string>,
  };
}
