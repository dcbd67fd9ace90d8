import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsError } from '../../../local/ground/aws-error.ts';
import type { Caller } from '../../../local/ground/principal.ts';
import { sendText } from '../../../local/http/answers.ts';
import { createFrontDoor } from '../../../local/http/front-door.ts';
import { listen } from '../../../local/http/listen.ts';
import type { Service } from '../../../local/ground/service.ts';
import { exchange } from '../../support/raw-http.ts';

const ROLE: Caller = { kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/reader' };

const door = createFrontDoor([]);
let port: number;
/** What the services saw since the test began, and what the control routes then do. */
let seen: { service: string; caller: Caller }[] = [];
let faults: unknown[] = [];
let failure: Error | undefined;
beforeEach(() => {
  seen = [];
  faults = [];
  failure = undefined;
});

beforeAll(async () => {
  await listen(door.server, '127.0.0.1', 0);
  ({ port } = door.server.address() as AddressInfo);
});
afterAll(() => {
  door.server.closeAllConnections();
  door.server.close();
});

const named =
  (service: string): Service =>
  (incoming, response, { caller }) => {
    incoming.resume();
    seen.push({ service, caller });
    if (failure) return Promise.reject(failure);
    sendText(response, 200, service);
    return Promise.resolve();
  };

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends what a browser or SDK would, and headers that fetch would not let through. */
const send = (path: string, headers: Record<string, string> = {}, method = 'POST'): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, headers };
    request(options, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, text });
      });
    })
      .on('error', reject)
      .end();
  });
const requestOf = (target: string): string => `GET ${target} HTTP/1.1\r\nhost: localhost\r\n\r\n`;

const signedFor = (service: string, accessKeyId = 'any') => ({
  authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
});

test('before the cloud is up, it says that it starts', async () => {
  expect(await send('/inlet-local-inbox', {}, 'GET')).toMatchObject({
    status: 503,
    text: 'The local cloud is starting.\n',
  });
});

describe('an open door', () => {
  beforeAll(() => {
    door.open({
      targets: { HealthLake: named('healthlake'), healthlake: named('healthlake'), sqs: named('sqs') },
      paths: { '/_inlet/': named('control'), '/2015-03-31/functions': named('lambda') },
      s3: named('s3'),
      callerOf(accessKeyId) {
        if (accessKeyId === 'BREAKS') throw new Error('no such key');
        return /^OF-?THE-?ROLE$/.test(accessKeyId) ? ROLE : undefined;
      },
      onFault: (error) => faults.push(error),
    });
  });

  test.each<[string, string, Record<string, string>]>([
    ['healthlake', '/', { 'x-amz-target': 'HealthLake.ListFHIRDatastores' }],
    ['control', '/_inlet/state', {}],
    ['lambda', '/2015-03-31/functions/f/invocations', signedFor('lambda')],
    ['sqs', '/', signedFor('sqs')],
    ['s3', '/inlet-local-inbox/Patient.ndjson', signedFor('s3')],
    ['s3', '/inlet-local-inbox/Patient.ndjson', {}],
  ])('hands to %s: %s %j', async (service, path, headers) => {
    expect((await send(path, headers)).text).toBe(`${service}\n`);
  });

  test('knows a role by its access key; anybody else is the owner of the account', async () => {
    await send('/b/k', signedFor('s3', 'OF-THE-ROLE'));
    await send('/b/k', signedFor('s3', 'AKIAANYTHING'));
    await send('/b/k');
    await send('/b/k?X-Amz-Credential=OF-THE-ROLE%2F20260101%2Fus-east-1%2Fs3%2Faws4_request', {}, 'GET');
    // Signature Version 2, which `aws s3 presign` of version 1 makes: who does not verify it knows whose it is.
    await send('/b/k?AWSAccessKeyId=OF-THE-ROLE&Signature=x&Expires=1', {}, 'GET');
    await send('/b/k', { authorization: 'AWS OF-THE-ROLE:x' }, 'GET');
    const owner = { kind: 'account' };
    expect(seen.map(({ caller }) => caller)).toEqual([ROLE, owner, owner, ROLE, ROLE, ROLE]);
  });

  test('takes a function that signs with another key than its role’s for its role, by header and by presigned address', async () => {
    const token = 'inlet-environment-0a1b-2c3d.OFTHEROLE';
    await send('/b/k', { ...signedFor('s3', 'AKIAANYTHING'), 'x-amz-security-token': token });
    await send('/b/k', { 'x-amz-security-token': token });
    const query = `X-Amz-Credential=AKIAANYTHING%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Security-Token=${token}`;
    await send(`/b/k?${query}`, {}, 'GET');
    await send('/b/k', { ...signedFor('s3', 'AKIAANYTHING'), 'x-amz-security-token': 'of-a-person' });
    expect(seen.map(({ caller }) => caller)).toEqual([ROLE, ROLE, ROLE, { kind: 'account' }]);
  });

  test('is held up by no client that says next to nothing: its headers have a minute, and others are answered', async () => {
    expect(door.server.headersTimeout).toBeGreaterThan(0);
    expect(door.server.headersTimeout).toBeLessThanOrEqual(60_000);
    const slow = Array.from({ length: 200 }, () => connect(port, '127.0.0.1'));
    await Promise.all(slow.map((socket) => once(socket, 'connect')));
    for (const socket of slow) socket.on('error', () => undefined).write('POST / HTTP/1.1\r\nhost: local');
    expect((await send('/_inlet/state')).status).toBe(200);
    for (const socket of slow) socket.destroy();
  });

  test.each<[string, Record<string, string>]>([
    ['a name that somebody pointed at loopback', { host: 'evil.example' }],
    ['a name that only begins like this machine', { host: '127.0.0.1.evil.example' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page out of a sandbox or file', { origin: 'null' }],
    ['a form or picture in a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page on another port of this machine', { 'sec-fetch-site': 'same-site' }],
  ])('stays shut for %s, on every route and for preflights too', async (_, headers) => {
    for (const path of [
      '/_inlet/reset',
      '/inlet-local-inbox/a',
      '/2015-03-31/functions/f/invocations',
      '/',
    ]) {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const answer = await send(path, headers, method);
        expect([answer.status, answer.text]).toEqual([403, expect.stringMatching(/^Refused: .*\.\n$/)]);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
    }
    expect(seen).toEqual([]);
  });

  test('is on loopback only: this machine’s other addresses lead nowhere', async () => {
    const addresses = Object.values(networkInterfaces())
      .flatMap((entries) => entries ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
      .map(({ address }) => address);
    const reached = await Promise.all(
      addresses.map(
        (host) =>
          new Promise<boolean>((resolve) => {
            const socket = connect({ host, port, timeout: 1000 });
            const end = (connected: boolean) => () => {
              socket.destroy();
              resolve(connected);
            };
            socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
          }),
      ),
    );
    expect(reached).not.toContain(true);
    expect((door.server.address() as AddressInfo).address).toBe('127.0.0.1');
  });

  test('says in JSON or in XML, as the client reads it, that there is no such service', async () => {
    const json = await send('/', { 'x-amz-target': 'TrentService.ListKeys', ...signedFor('kms') });
    expect(json.status).toBe(501);
    expect(JSON.parse(json.text)).toMatchObject({
      __type: 'NotImplemented',
      message: expect.stringContaining('no service "TrentService"') as unknown,
    });

    const xml = await send('/', {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      ...signedFor('s<t>s'),
    });
    expect([xml.status, xml.headers['content-type']]).toEqual([501, 'text/xml']);
    expect(xml.text).toMatch(
      /^<\?xml [^>]*>\n<ErrorResponse><Error><Type>Sender<\/Type><Code>NotImplemented<\/Code><Message>[^<>]*no service[^<>]*<\/Message><\/Error><RequestId>[^<>]+<\/RequestId><\/ErrorResponse>$/,
    );
  });

  test.each(['//', '///x', '/%', '/%zz?X-Amz-Credential=%', '/?X-Amz-Credential=a/b/c/constructor', '/\\'])(
    'reads any path: %s',
    async (target) => {
      const { status } = await exchange(port, requestOf(target));
      expect([200, 501]).toContain(status);
    },
  );

  test.each(['http://[', '*', 'x', 'mailto:x', 'http:/'])(
    'refuses a target that is no path: %s',
    async (target) => {
      expect((await exchange(port, requestOf(target))).status).toBe(400);
      expect(seen).toEqual([]);
    },
  );

  test('takes the absolute form, too', async () => {
    const { body } = await exchange(port, requestOf(`http://127.0.0.1:${port}/_inlet/state?x`));
    expect(body.toString()).toBe('control\n');
  });

  test.each<[string, Record<string, string>]>([
    ['a target', { 'x-amz-target': 'constructor.x' }],
    ['a target of a prototype', { 'x-amz-target': '__proto__.x' }],
    ['a target whose last part only is known', { 'x-amz-target': 'toString.HealthLake' }],
    ['a credential', signedFor('constructor')],
    ['a credential beside a target', { 'x-amz-target': 'x.y', ...signedFor('hasOwnProperty') }],
  ])('has no service by a name that every object has: %s', async (_, headers) => {
    expect((await send('/', headers)).status).toBe(501);
    expect(seen).toEqual([]);
  });

  test('answers 500 where finding the service throws, and goes on', async () => {
    const { status } = await send('/', signedFor('s3', 'BREAKS'));
    expect([status, faults]).toEqual([500, [new Error('no such key')]]);
    expect((await send('/b/k')).text).toBe('s3\n');
  });

  test('answers a refusal of a service in AWS’s form', async () => {
    failure = new AwsError('ValidationException', 'advanceSeconds must be a number', 400);
    const { status, text } = await send('/_inlet/clock');
    expect([status, JSON.parse(text)]).toEqual([
      400,
      {
        __type: 'ValidationException',
        message: 'advanceSeconds must be a number',
        Message: 'advanceSeconds must be a number',
      },
    ]);
    expect(faults).toEqual([]);
  });

  test('keeps what went wrong inside a service to itself, and tells the cloud', async () => {
    failure = new Error('row of Ms. Doe is broken');
    const { status, text } = await send('/_inlet/state');
    expect([status, text]).toEqual([500, expect.not.stringContaining('Doe')]);
    expect(text).toContain('InternalFailure');
    expect(faults).toEqual([failure]);
  });
});

describe('a browser that would show an answer as a document', () => {
  const policies = async (headers: Record<string, string>) => {
    const { headers: answer } = await send('/bucket/page.html', headers, 'GET');
    return [answer['content-security-policy'], answer['x-content-type-options']];
  };

  test.each(['document', 'iframe', 'frame', 'fencedframe', 'object', 'embed'])(
    'gets it without power as %s',
    async (destination) => {
      expect(await policies({ 'sec-fetch-dest': destination, 'sec-fetch-site': 'same-origin' })).toEqual([
        'sandbox',
        'nosniff',
      ]);
    },
  );

  test('gets it without power where it says only that it takes HTML', async () => {
    expect(await policies({ accept: 'text/html,application/xhtml+xml' })).toEqual(['sandbox', 'nosniff']);
  });

  test.each<[string, Record<string, string>]>([
    ['an SDK', { accept: '*/*' }],
    ['a script of the console', { accept: '*/*', 'sec-fetch-dest': 'empty' }],
    ['a client that says nothing', {}],
  ])('is not %s, whose answers stay as they are', async (_who, headers) => {
    expect(await policies(headers)).toEqual([undefined, undefined]);
  });
});
