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

  test.each([
    ['', 200],
    ['application/*;q=0.5', 200],
    ['application/fhir+json; fhirVersion=4.0', 200],
    ['application/fhir+json; fhirVersion=5.0', 406],
    ['application/fhir+xml, application/fhir+json;fhirVersion="4.0"', 200],
    ['application/json-patch+json', 406],
  ])('Accept: %s is %i', async (accept, status) => {
    expect((await endpoint.send('metadata', { headers: { accept } })).status).toBe(status);
  });

  test.each([
    ['application/fhir+json; charset=UTF-8', 200],
    ['application/json;fhirVersion=4.0', 200],
    ['application/fhir+json; fhirVersion=3.0', 415],
    ['application/fhir+json; charset=iso-8859-1', 415],
    ['text/json', 415],
  ])('a body of %s is %i', async (type, status) => {
    const body = JSON.stringify(patient('typed'));
    await endpoint.put(patient('typed'));
    const answer = await endpoint.send('Patient/typed', {
      method: 'PUT',
      headers: { 'content-type': type },
      body,
    });
    expect(answer.status).toBe(status);
  });
});

describe('the parameters of a URL', () => {
  const whole = patient('parts', {
    active: true,
    gender: 'other',
    text: { status: 'empty', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' },
  });
  const membersOf = async (path: string) => Object.keys((await endpoint.send(path)).json).sort();

  test('ask for a part of what is read', async () => {
    await endpoint.put(whole);
    for (const path of ['Patient/parts', 'Patient/parts/_history/1']) {
      expect(await membersOf(`${path}?_elements=gender`)).toEqual(['gender', 'id', 'meta', 'resourceType']);
      expect(await membersOf(`${path}?_summary=text`)).toEqual(['id', 'meta', 'resourceType', 'text']);
      expect(await membersOf(`${path}?_summary=data`)).not.toContain('text');
      expect(await membersOf(`${path}?_summary=false`)).toContain('text');
      expect((await endpoint.send(`${path}?_elements=gender`)).json.meta).toMatchObject({
        tag: [{ code: 'SUBSETTED' }],
      });
      expect((await endpoint.send(`${path}?_summary=count`)).status).toBe(400);
    }
  });

  test.each([
    ['GET', 'Patient/parts?name=x'],
    ['GET', 'Patient/parts/_history/1?_count=1'],
    ['PUT', 'Patient/parts?_lastUpdated=lt2020'],
    ['DELETE', 'Patient/parts?_lastUpdated=lt2020'],
    ['PATCH', 'Patient/parts?x=y'],
    ['POST', 'Patient?identifier=x'],
    ['POST', '?x=y'],
    ['POST', 'Patient/$validate?x=y'],
  ])('are refused where nothing reads them: %s %s', async (method, path) => {
    await endpoint.put(whole);
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: whole };
    expect((await endpoint.send(path, { method, ...body })).status).toBe(400);
    expect((await endpoint.send('Patient/parts?_format=json')).status).toBe(200);
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
    expect((await allowed('Basic'))[0]).toBe(404);
    expect((await allowed('Basic/a'))[0]).toBe(404);
    expect((await allowed('Transaction/a'))[1]).toBe('GET, HEAD, OPTIONS');
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
    expect(await statusOf('Patient/g?_summary=true')).toBe(501);
    expect(await statusOf('Patient?_id=g&_summary=true')).toBe(200);
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
