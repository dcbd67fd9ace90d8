import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { ListObjectVersionsCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import packageJson from '../../../../package.json' with { type: 'json' };
import type { Health } from '../../../../local/boot/control/health.ts';
import type { DiskUse } from '../../../../local/boot/cloud-api.ts';
import type { CloudUnderTest } from '../../../support/cloud.ts';
import { patients, startCloud } from '../../../support/cloud.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud({ minuteMs: 60_000 });
});
afterAll(() => cloud.end());

const drop = (key: string, body = patients(2)) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: 'inlet-local-inbox', Key: key, Body: Buffer.from(body) }));
const get = async (path: string): Promise<unknown> => (await fetch(`${cloud.url}${path}`)).json();
const post = (path: string, body: string) => fetch(`${cloud.url}${path}`, { method: 'POST', body });

/** The answer to a request with headers that fetch would not send. */
const statusWith = (headers: Record<string, string>, path = '/_inlet/state'): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${cloud.url}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

/** The first events of the stream: [id, detail-type]. */
async function streamed(
  path: string,
  count: number,
  headers: Record<string, string> = {},
): Promise<[number, string][]> {
  const response = await fetch(`${cloud.url}${path}`, { headers });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const found = () =>
    [...text.matchAll(/^id: (\d+)\ndata: (.*)\n\n/gm)].map(([, id, data]): [number, string] => [
      Number(id),
      String((JSON.parse(data ?? '') as Record<string, unknown>)['detail-type']),
    ]);
  while (found().length < count) text += (await reader?.read())?.value ?? '';
  await reader?.cancel();
  return found().slice(0, count);
}

describe('the state', () => {
  test('counts a dropped file as pending until an import has it, and then shows import and job', async () => {
    await drop('Patient.ndjson');
    expect(await get('/_inlet/state')).toMatchObject({ pendingFiles: 1, imports: [], jobs: [] });
    await cloud.idle();
    const state = await cloud.state();
    const [datastore] = state.datastores;
    expect(await get('/_inlet/state')).toEqual({
      datastores: [
        {
          datastoreId: expect.stringMatching(/^[0-9a-f]{32}$/) as unknown,
          name: 'inlet-local',
          status: 'ACTIVE',
        },
      ],
      imports: [
        { importId: state.jobs[0]?.jobName, state: 'COMPLETED', jobId: state.jobs[0]?.jobId, fileCount: 1 },
      ],
      jobs: [
        {
          datastoreId: datastore?.datastoreId,
          jobId: state.imports[0]?.jobId,
          jobName: state.imports[0]?.importId,
          kind: 'import',
          status: 'COMPLETED',
        },
      ],
      pendingFiles: 0,
      disk: {
        folder: expect.any(String) as unknown,
        resourcesBytes: expect.any(Number) as unknown,
        totalBytes: expect.any(Number) as unknown,
      },
      functions: expect.arrayContaining([
        { name: 'inlet-local-poll-jobs', invocations: expect.any(Number) as unknown, errors: 0 },
      ]) as unknown,
    });
  });
});

test('the state tells what the cloud takes of the disk: resources, and all else with them', async () => {
  const { disk } = (await get('/_inlet/state')) as { disk: DiskUse };
  expect(disk.resourcesBytes).toBeGreaterThan(statSync(join(disk.folder, 'fhir.sqlite')).size - 1);
  expect(disk.totalBytes).toBeGreaterThan(disk.resourcesBytes);
});

describe('the event stream', () => {
  test('begins at the beginning where it is asked to, and goes on where a client left off', async () => {
    const all = await streamed('/_inlet/events?from=0', 3);
    expect(all.map(([id]) => id)).toEqual([1, 2, 3]);
    expect(all[0]?.[1]).toBe('Object Created');
    expect(await streamed('/_inlet/events?from=1', 2)).toEqual(all.slice(1));
    expect(await streamed('/_inlet/events', 2, { 'last-event-id': '1' })).toEqual(all.slice(1));
    for (const from of ['abc', '-1', '1.5', '']) {
      const answer = await fetch(`${cloud.url}/_inlet/events?from=${from}`);
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('?from=0')]);
    }
  });
});

describe('the clock', () => {
  test('is moved on, for the functions too, and never back', async () => {
    const machine = Date.now();
    const before = (await get('/_inlet/clock')) as { offsetSeconds: number };
    const answer = (await (await post('/_inlet/clock', '{"advanceSeconds": 90}')).json()) as {
      now: string;
      offsetSeconds: number;
    };
    expect(answer.offsetSeconds - before.offsetSeconds).toBeGreaterThanOrEqual(89);
    expect(Date.parse(answer.now)).toBeGreaterThan(machine + 89_000);
  });
  test.each(['{"advanceSeconds": -1}', '{"advanceSeconds": "1"}', '{}', '[]', 'nonsense'])(
    'refuses %s and says what it takes',
    async (body) => {
      const response = await post('/_inlet/clock', body);
      expect(response.status).toBe(400);
      expect(await response.text()).toMatch(/advanceSeconds|JSON object/);
    },
  );
});

describe('a reset', () => {
  test('forgets everything, and the cloud goes on', async () => {
    await drop('before.ndjson');
    await cloud.idle();
    await post('/_inlet/reset', '');
    expect(await get('/_inlet/state')).toMatchObject({
      imports: [],
      jobs: [],
      pendingFiles: 0,
      datastores: [{ name: 'inlet-local', status: 'ACTIVE' }],
    });
    const { Versions = [] } = await cloud.s3.send(
      new ListObjectVersionsCommand({ Bucket: 'inlet-local-inbox' }),
    );
    expect(Versions).toEqual([]);

    await drop('before.ndjson');
    await cloud.idle();
    expect(await get('/_inlet/state')).toMatchObject({
      imports: [{ state: 'COMPLETED' }],
      jobs: [{ status: 'COMPLETED' }],
    });
  });
});

describe('who may call', () => {
  const host = () => new URL(cloud.url).host;
  test('is this machine, by its loopback names', async () => {
    expect(await statusWith({ host: `localhost:${host().split(':')[1] ?? ''}` })).toBe(200);
    expect(await statusWith({ host: host(), origin: `http://${host()}` })).toBe(200);
  });
  test.each<[string, Record<string, string>]>([
    ['a name that somebody pointed at loopback', { host: 'evil.example' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page of another port', { origin: 'http://localhost:1' }],
    ['a picture in a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('is not %s', async (_, headers) => {
    for (const path of ['/_inlet/state', '/inlet-local-inbox/?list-type=2', '/2015-03-31/functions/']) {
      expect(await statusWith({ host: host(), ...headers }, path)).toBe(403);
    }
  });
  test('is nobody on another machine: it listens on loopback only', () => {
    expect(new URL(cloud.url).hostname).toBe('127.0.0.1');
  });
});

test('a route that is not there says which are', async () => {
  const response = await fetch(`${cloud.url}/_inlet/nothing`);
  expect([response.status, await response.text()]).toEqual([
    404,
    expect.stringContaining('GET /_inlet/state'),
  ]);
});

test('a service that is not there answers 501', async () => {
  const response = await fetch(cloud.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'Kinesis_20131202.ListStreams' },
    body: '{}',
  });
  expect([response.status, await response.text()]).toEqual([
    501,
    expect.stringContaining('local cloud has no service'),
  ]);
});

describe('the health', () => {
  test('says what is there and what waits', async () => {
    const health = (await get('/_inlet/health')) as Health;
    expect(health).toMatchObject({ ready: true, version: packageJson.version, instance: cloud.instance });
    expect(health.waiting).toEqual({ files: 0, imports: 0, jobs: 0, work: false });
    expect(health.services.map(({ signingName }) => signingName)).toEqual(
      expect.arrayContaining(['dynamodb', 'events', 'healthlake', 'lambda', 'logs', 's3', 'sqs', 'sts']),
    );
    expect(health.services.find(({ signingName }) => signingName === 's3')).toMatchObject({
      name: 'Amazon S3',
      actions: expect.arrayContaining(['PutObject']) as unknown,
    });
    await drop('Waits.ndjson');
    expect(((await get('/_inlet/health')) as Health).waiting).toMatchObject({ files: 1, work: true });
    await cloud.idle();
  });
});

describe('the page at the root', () => {
  const BROWSER = {
    accept: 'text/html,application/xhtml+xml',
    'sec-fetch-dest': 'document',
    'sec-fetch-site': 'none',
  };
  const asBrowser = (headers: Record<string, string>, path = '/') =>
    new Promise<{ type: string; policy: string; text: string }>((resolve, reject) => {
      request(`${cloud.url}${path}`, { headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          const { 'content-type': type = '', 'content-security-policy': policy = '' } = response.headers;
          resolve({ type, policy: String(policy), text });
        });
      })
        .on('error', reject)
        .end();
    });

  test('tells a browser what runs here, without any script', async () => {
    const { type, policy, text } = await asBrowser(BROWSER);
    expect(type).toContain('text/html');
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox$/,
    );
    expect(text).toContain('inlet-local-inbox');
    expect(text).not.toMatch(/<script|javascript:|\son\w+=|\sstyle=|https?:\/\/(?!127\.0\.0\.1)/);
    const style = /<style>(.*)<\/style>/s.exec(text)?.[1] ?? '';
    expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'a client of S3',
      { authorization: 'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request' },
      '/',
    ],
    ['who does not open a page', { 'sec-fetch-dest': 'empty' }, '/'],
    ['who asks for no HTML', { accept: '*/*' }, '/'],
    ['who asks for more', {}, '/?list-type=2'],
  ])('is not for %s: S3 answers', async (_who, headers, path) => {
    const { type } = await asBrowser({ ...BROWSER, ...headers }, path);
    expect(type).toContain('xml');
  });
});
