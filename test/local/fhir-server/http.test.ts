import { gunzipSync, gzipSync } from 'node:zlib';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { goAway } from '../../support/raw-http.ts';
import type { Endpoint } from './endpoint.ts';
import { SIGNED, startEndpoint } from './endpoint.ts';

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
});
afterAll(() => endpoint.stop());

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });

/** As bytes, which fetch would unpack. */
const raw = (path: string, headers: Record<string, string>) =>
  new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    httpRequest(endpoint.url + path, { headers: { ...SIGNED, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ headers: response.headers, body: Buffer.concat(chunks) });
      });
    })
      .on('error', reject)
      .end();
  });

describe('Prefer: return', () => {
  const write = (preference: string, path = 'Patient/p', method = 'PUT') =>
    endpoint.send(path, {
      method,
      headers: { prefer: preference },
      ...(method === 'PUT' && { body: patient('p') }),
    });

  test('says what the answer to a write has in it', async () => {
    const minimal = await write('return=minimal');
    expect([minimal.status, minimal.text, minimal.headers.get('etag')]).toEqual([201, '', 'W/"1"']);
    expect(minimal.headers.get('preference-applied')).toBe('return=minimal');
    expect((await write('handling=strict, return="representation"')).json.resourceType).toBe('Patient');
    const outcome = await write('return=OperationOutcome');
    expect(outcome.json).toMatchObject({ issue: [{ severity: 'information' }] });
    expect((await write('return=everything')).json.resourceType).toBe('Patient');
    const deleted = await write('return=OperationOutcome', 'Patient/p', 'DELETE');
    expect([deleted.status, deleted.json.resourceType]).toEqual([200, 'OperationOutcome']);
  });

  test('of a Bundle holds for its entries', async () => {
    const entry = [{ resource: patient('e'), request: { method: 'PUT', url: 'Patient/e' } }];
    const send = async (preference: string) => {
      const body = { resourceType: 'Bundle', type: 'transaction', entry };
      const { json } = await endpoint.send('', { method: 'POST', body, headers: { prefer: preference } });
      return (json.entry as object[])[0];
    };
    expect(await send('return=minimal')).not.toHaveProperty('resource');
    expect(await send('return=OperationOutcome')).toMatchObject({
      response: { status: '200 OK', outcome: { resourceType: 'OperationOutcome' } },
    });
  });
});

describe('gzip', () => {
  test('comes to who takes it, where it is worth it', async () => {
    const plain = await raw('metadata', {});
    const packed = await raw('metadata', { 'accept-encoding': 'br, gzip;q=0.5' });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding, origin' });
    expect(gunzipSync(packed.body)).toEqual(plain.body);
    expect(packed.body.length).toBeLessThan(plain.body.length / 4);
    expect(
      (await raw('metadata', { 'accept-encoding': 'gzip;q=0, *;q=0' })).headers['content-encoding'],
    ).toBeUndefined();
    expect(
      (await raw('Patient/none', { 'accept-encoding': 'gzip' })).headers['content-encoding'],
    ).toBeUndefined();
  });

  test('may be sent, and counts by what is in it', async () => {
    const put = (body: Buffer, encoding = 'gzip') =>
      fetch(`${endpoint.url}Patient/z`, {
        method: 'PUT',
        headers: { ...SIGNED, 'content-type': 'application/fhir+json', 'content-encoding': encoding },
        body: new Uint8Array(body),
      });
    expect((await put(gzipSync(JSON.stringify(patient('z'))))).status).toBe(201);
    expect((await put(Buffer.from(JSON.stringify(patient('z'))))).status).toBe(400);
    expect((await put(gzipSync(JSON.stringify(patient('z'))), 'br')).status).toBe(415);
    expect((await put(gzipSync(Buffer.alloc(6 * 1024 * 1024, ' ')))).status).toBe(413);
  });
});

describe('formats', () => {
  test('application/json is answered to who asks for that', async () => {
    const typeFor = async (accept: string) =>
      (await endpoint.send('metadata', { headers: { accept } })).headers.get('content-type');
    expect(await typeFor('application/json')).toBe('application/json');
    expect(await typeFor('application/fhir+json, application/json')).toBe('application/fhir+json');
    expect(await typeFor('*/*')).toBe('application/fhir+json');
  });
});

describe('OPTIONS', () => {
  test('names the methods of a URL, to everybody', async () => {
    const allowed = async (path: string) => {
      const answer = await fetch(endpoint.url + path, { method: 'OPTIONS' });
      return [answer.status, answer.headers.get('allow')];
    };
    expect(await allowed('metadata')).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect((await allowed('AuditEvent/a'))[1]).toBe('GET, HEAD, OPTIONS');
    expect((await allowed('no/where/at/all'))[0]).toBe(404);
  });
});

describe('with guideOnly', () => {
  test('what the Developer Guide does not name is 501, and not in the CapabilityStatement', async () => {
    await endpoint.put(patient('g'));
    const before = await endpoint.send('metadata');
    expect(JSON.stringify(before.json)).toContain('Beyond the guide');
    endpoint.healthLake.configure({ guideOnly: true });
    const statusOf = async (
      path: string,
      method = 'GET',
      headers: Record<string, string> = {},
      body?: object,
    ) => (await endpoint.send(path, { method, headers, ...(body && { body }) })).status;
    expect(await statusOf('Patient/g')).toBe(200);
    expect(await statusOf('Patient/g', 'HEAD')).toBe(501);
    expect(await statusOf('Patient/g', 'OPTIONS')).toBe(501);
    expect(await statusOf('Patient/g', 'GET', { 'if-none-match': 'W/"1"' })).toBe(501);
    expect(await statusOf('Patient/g', 'GET', { 'if-modified-since': 'x' })).toBe(501);
    expect(await statusOf('Patient', 'POST', { 'if-none-exist': '_id=g' }, { resourceType: 'Patient' })).toBe(
      501,
    );
    expect(await statusOf('Patient/g', 'PUT', { prefer: 'return=minimal' }, patient('g'))).toBe(501);
    expect(await statusOf('Patient/g', 'PUT', { 'content-encoding': 'gzip' }, patient('g'))).toBe(400);
    expect(await statusOf('Patient/g', 'PUT', { 'if-none-match': '*' }, patient('g'))).toBe(412);
    expect(await statusOf('Patient?identifier=nobody', 'PUT', {}, { resourceType: 'Patient' })).toBe(201);
    const batch = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        {
          resource: { resourceType: 'Patient' },
          request: { method: 'PUT', url: 'Patient?identifier=nobody' },
        },
        { request: { method: 'GET', url: 'Patient/g', ifNoneMatch: 'W/"1"' } },
        { resource: patient('g'), request: { method: 'PUT', url: 'Patient?_id=g' } },
      ],
    };
    const { json } = await endpoint.send('', { method: 'POST', body: batch });
    expect((json.entry as { response: { status: string } }[]).map(({ response }) => response.status)).toEqual(
      ['501 Not Implemented', '501 Not Implemented', '200 OK'],
    );
    const text = JSON.stringify((await endpoint.send('metadata')).json);
    expect(text).not.toContain('eyond');
    expect(text).toContain('"conditionalCreate":false');
    endpoint.healthLake.configure({ guideOnly: false });
  });
});

test('a client that goes away in the middle of its request is no trouble of the cloud', async () => {
  const { port, pathname } = new URL(endpoint.url);
  const head = `POST ${pathname}Patient HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${SIGNED.authorization}\r\nContent-Length: 100\r\n\r\n{`;
  await goAway(Number(port), head, () => endpoint.send('Patient/none'));
  expect(endpoint.troubles).toEqual([]);
});
