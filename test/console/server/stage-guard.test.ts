import { afterEach, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { ServedConsole } from '../../../console/server/serve-stage.ts';
import { serveStage } from '../../../console/server/serve-stage.ts';

let served: ServedConsole | undefined;
afterEach(async () => {
  await served?.close();
});

/** A console that answers everything that the guard lets through. */
async function serve(): Promise<URL> {
  served = await serveStage((_request, response) => {
    response.end('let in');
    return Promise.resolve();
  }, 0);
  return new URL(served.address);
}

const get = (url: URL, headers: Record<string, string> = {}) =>
  new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; text: string }>(
    (resolve, reject) => {
      const sent = request(url, { headers }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode, headers: response.headers, text });
        });
      });
      sent.on('error', reject);
      sent.end();
    },
  );

const cookieOf = ({ headers }: { headers: IncomingHttpHeaders }): string =>
  headers['set-cookie']?.[0]?.split(';')[0] ?? '';

describe('the console of a deployed stage', () => {
  test('exchanges its one-time code for a cookie that scripts and other sites do not get', async () => {
    const address = await serve();
    const first = await get(address);
    expect(first.status).toBe(303);
    expect(first.headers['set-cookie']?.[0]).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(first.headers.location).toBe('/_inlet/console/');
    const page = await get(new URL(address.pathname, address), { cookie: cookieOf(first) });
    expect([page.status, page.text]).toEqual([200, 'let in']);
  });

  test('takes the code once', async () => {
    const address = await serve();
    await get(address);
    expect((await get(address)).status).toBe(401);
  });

  test.each(['', 'api/v1/flow', 'api/v1/actions/pause', 'assets/console.js'])(
    'answers 401 without the cookie: %s',
    async (path) => {
      const address = await serve();
      expect((await get(new URL(`/_inlet/console/${path}`, address))).status).toBe(401);
    },
  );

  test('refuses another cookie, another host and a page of another origin', async () => {
    const address = await serve();
    const cookie = cookieOf(await get(address));
    const page = new URL(address.pathname, address);
    expect((await get(page, { cookie: `${cookie}x` })).status).toBe(401);
    expect((await get(page, { cookie, host: `console.example:${address.port}` })).status).toBe(403);
    expect((await get(page, { cookie, host: 'localhost:1' })).status).toBe(403);
    expect((await get(page, { cookie, origin: 'http://page.example' })).status).toBe(403);
    expect((await get(page, { cookie, origin: `https://127.0.0.1:${address.port}` })).status).toBe(403);
    expect((await get(page, { cookie, origin: address.origin })).status).toBe(200);
  });

  test('serves nothing beside the console', async () => {
    const address = await serve();
    const cookie = cookieOf(await get(address));
    expect((await get(new URL('/inlet-dev-inbox/Patient.ndjson', address), { cookie })).status).toBe(404);
    expect((await get(new URL('/', address), { cookie })).headers.location).toBe('/_inlet/console/');
  });
});
