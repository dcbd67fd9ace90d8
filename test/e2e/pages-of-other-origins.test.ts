import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { servedServices } from '../../local/boot/served-services.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { startCloud } from '../support/cloud.ts';
import { exchange } from '../support/raw-http.ts';

/** An app in a browser whose origin may call the FHIR endpoint and the local issuer. */
const PAGE = 'http://localhost:3000';
const APP = { clientId: 'my-app', redirectUris: [`${PAGE}/`] };
const ISSUER = '/_inlet/issuer';
const PREFLIGHT = { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'PUT' } };

let cloud: CloudUnderTest;
let fhir: string;
beforeAll(async () => {
  cloud = await startCloud({ allowedOrigins: [PAGE], smartApps: [APP] });
  const [{ datastoreId } = { datastoreId: '' }] = (await cloud.state()).datastores;
  fhir = `/datastore/${datastoreId}/r4`;
});
afterAll(() => cloud.end());

interface Asked {
  method?: string;
  headers?: Record<string, string>;
}

/** Asks as a browser would for a page of that origin, unless headers say otherwise: fetch would not let a test. */
async function ask(path: string, { method = 'GET', headers = {} }: Asked = {}) {
  const { port, host } = new URL(cloud.url);
  const lines = Object.entries({ Host: host, Origin: PAGE, 'Sec-Fetch-Site': 'cross-site', ...headers });
  const request = [
    `${method} ${path} HTTP/1.1`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ];
  const answer = await exchange(Number(port), request.join('\r\n'));
  const header = (name: string): string => answer.headers.get(name) ?? '';
  return {
    status: answer.status,
    header,
    headers: [...answer.headers.keys()],
    body: answer.body.toString('utf8'),
  };
}

const signedFor = (service: string) => ({
  Authorization: `AWS4-HMAC-SHA256 Credential=local/20261129/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

describe('a page of an origin that may call', () => {
  test('may read a data store and what an app needs of the local issuer, and never by cookies', async () => {
    for (const path of [
      `${fhir}/metadata`,
      `${fhir}/Patient/p1`,
      `${fhir}/.well-known/smart-configuration`,
      `${ISSUER}/.well-known/smart-configuration`,
      `${ISSUER}/.well-known/openid-configuration`,
      `${ISSUER}/jwks.json`,
    ]) {
      const { status, header, headers } = await ask(path);
      expect([path, status]).not.toEqual([path, 403]);
      expect(header('access-control-allow-origin')).toBe(PAGE);
      expect(header('vary')).toMatch(/\borigin\b/i);
      expect(header('access-control-expose-headers').split(', ')).toEqual(
        expect.arrayContaining(['Location', 'ETag', 'Content-Location', 'Retry-After']),
      );
      expect(headers).not.toContain('access-control-allow-credentials');
    }
  });

  test('may ask first what it may send', async () => {
    for (const path of [`${fhir}/Patient/p1`, `${ISSUER}/token`]) {
      const { status, header } = await ask(path, PREFLIGHT);
      expect([status, header('access-control-allow-origin')]).toEqual([204, PAGE]);
      expect(header('access-control-allow-methods').split(', ')).toContain('PATCH');
      expect(header('access-control-allow-headers').split(', ')).toEqual(
        expect.arrayContaining(['authorization', 'content-type', 'if-match', 'prefer']),
      );
    }
    const fromTheInternet = { ...PREFLIGHT.headers, 'Access-Control-Request-Private-Network': 'true' };
    const { header } = await ask(`${ISSUER}/token`, { ...PREFLIGHT, headers: fromTheInternet });
    expect(header('access-control-allow-private-network')).toBe('true');
  });

  test.each([
    '/',
    '/_inlet/state',
    '/_inlet/faults',
    '/_inlet/console/',
    '/_inlet/console/api/v1/flow',
    `${ISSUER}/authorize`,
    `${ISSUER}/launches`,
    '/inlet-local-inbox/',
    '/inlet-local-inbox/a.ndjson',
    '/2015-03-31/functions',
    '/datastore',
    '/Datastore/a/r4/Patient',
    '//datastore/a/r4/Patient',
  ])('may call nothing else: %s', async (path) => {
    for (const init of [{}, PREFLIGHT, { method: 'POST', headers: { 'Content-Length': '0' } }]) {
      const { status, headers } = await ask(path, init);
      expect(status).toBe(403);
      expect(headers.filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  });

  test('may call no service that AWS’s SDKs call', async () => {
    for (const { signingName } of await servedServices())
      expect(
        (await ask('/', { method: 'POST', headers: { ...signedFor(signingName), 'Content-Length': '0' } }))
          .status,
      ).toBe(403);
  });

  test('comes to no other service by what else leads there', async () => {
    for (const { signingName: service } of await servedServices()) {
      const { body } = await ask(`${fhir}/Patient/none`, {
        headers: {
          'X-Amz-Target': 'DynamoDB_20120810.ListTables',
          ...signedFor(service),
        },
      });
      expect(body).toContain('OperationOutcome');
    }
  });

  test.each([
    ['another port', { Origin: 'http://localhost:3001' }],
    ['another scheme', { Origin: 'https://localhost:3000' }],
    ['another spelling', { Origin: 'http://LOCALHOST:3000' }],
    ['a longer name', { Origin: `${PAGE}.evil.example` }],
    ['two of them', { Origin: `${PAGE}, ${PAGE}` }],
    ['a frame without an origin', { Origin: 'null' }],
    ['a name that leads here', { Host: 'evil.example' }],
  ])('is to the letter: not %s', async (_, headers) => {
    for (const init of [{ headers }, { ...PREFLIGHT, headers: { ...PREFLIGHT.headers, ...headers } }])
      expect((await ask(`${fhir}/metadata`, init)).status).toBe(403);
  });

  test('may send its user to the page of the local issuer, and show that in no frame', async () => {
    const LINK = {
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
      'Sec-Fetch-Site': 'cross-site',
    };
    const link = async (headers: Record<string, string>, method = 'GET') => {
      const { port, host } = new URL(cloud.url);
      const lines = Object.entries({ Host: host, ...headers }).map(([name, value]) => `${name}: ${value}`);
      const request = [`${method} ${ISSUER}/authorize?client_id=my-app HTTP/1.1`, ...lines, '', ''];
      return (await exchange(Number(port), request.join('\r\n'))).status;
    };
    expect(await link(LINK)).toBe(400);
    expect(await link({ ...LINK, 'Sec-Fetch-Dest': 'iframe' })).toBe(403);
    expect(await link({ ...LINK, Origin: PAGE, 'Content-Length': '0' }, 'POST')).toBe(403);
    expect(await link({ ...LINK, Origin: 'null', 'Content-Length': '0' }, 'POST')).toBe(403);
  });
});

test.each([
  '*',
  'null',
  'localhost:3000',
  'http://localhost:3000/',
  'http://LOCALHOST:3000',
  'file:///a',
  '',
])('%j is no origin that could be let in', async (origin) => {
  await expect(startCloud({ allowedOrigins: [origin] })).rejects.toMatchObject({ code: 'InvalidOrigin' });
});

test('a cloud that keeps to the guide lets no page in: 501, preflights too', async () => {
  cloud.healthLakeSettings({ guideOnly: true });
  const url = `${cloud.url}${fhir}/metadata`;
  for (const method of ['GET', 'OPTIONS']) {
    const headers = { origin: PAGE, ...(method === 'OPTIONS' && { 'access-control-request-method': 'GET' }) };
    const refused = await fetch(url, { method, headers });
    expect([refused.status, await refused.text()]).toEqual([501, expect.stringContaining('CORS')]);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  }
  cloud.healthLakeSettings({ guideOnly: false });
  const statement = async () => {
    return (await fetch(url, { headers: signedFor('healthlake') })).json() as Promise<{
      rest: [{ documentation?: string; security: { cors?: boolean } }];
    }>;
  };
  const [{ documentation, security }] = (await statement()).rest;
  expect([security.cors, documentation]).toEqual([true, expect.stringContaining('CORS')]);
  cloud.healthLakeSettings({ guideOnly: true });
  expect((await statement()).rest[0].security.cors).toBeUndefined();
  cloud.healthLakeSettings({ guideOnly: false });
});
