import type { RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { FetchOptions } from '../../../../lib/identity/keys/fetch-json.ts';
import { fetchJson } from '../../../../lib/identity/keys/fetch-json.ts';
import { createIdentityProvider } from '../../../../lib/identity/identity-provider.ts';
import { selfSignedCertificate } from '../../../support/self-signed-certificate.ts';
import { ON_AWS } from '../../../../lib/identity/time-limits.ts';
import { createIssuer, OUT_OF_REACH, REQUEST, settingsOf, UNHURRIED } from '../issuer.ts';

const certificate = selfSignedCertificate();
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

/** A real issuer's server on loopback. Resolves to the URL of its key set. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(certificate, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
}

const unhurried = { milliseconds: UNHURRIED.fetchMs };
const trusting = { ...unhurried, ca: certificate.cert };

describe('fetching JSON', () => {
  test('gives the JSON of a 200 answer', async () => {
    const url = await serve((_, response) => response.end('{"keys":[]}'));
    expect(await fetchJson(url, trusting)).toEqual({ keys: [] });
  });

  test('refuses a server whose certificate nobody trusts', async () => {
    const url = await serve((_, response) => response.end('{"keys":[]}'));
    await expect(fetchJson(url, unhurried)).rejects.toThrow(/self-signed/i);
  });

  test('says who asks, and takes JSON and JWK sets: firewalls and servers want both', async () => {
    const url = await serve((request, response) => response.end(JSON.stringify(request.headers)));
    const headers = { authorization: 'Basic x' };
    for (const options of [trusting, { ...trusting, headers }, { ...trusting, headers, body: 'token=x' }])
      expect(await fetchJson(url, options)).toMatchObject({
        'user-agent': 'inlet-identity-provider',
        accept: 'application/json, application/jwk-set+json',
      });
  });

  test('posts a body with its headers', async () => {
    const url = await serve((request, response) => {
      void text(request).then((body) =>
        response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'], body })),
      );
    });
    const options = { ...trusting, body: 'token=x', headers: { 'content-type': 'text/plain' } };
    expect(await fetchJson(url, options)).toEqual({ method: 'POST', type: 'text/plain', body: 'token=x' });
  });

  test.each([404, 500, 204])('refuses status %i', async (status) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    await expect(fetchJson(url, trusting)).rejects.toThrow(`${status}`);
  });

  test('follows no redirect', async () => {
    let followed = false;
    const url = await serve((request, response) => {
      followed ||= request.url === '/elsewhere';
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expect(fetchJson(url, trusting)).rejects.toThrow('302');
    expect(followed).toBe(false);
  });

  test('refuses what is not JSON, without repeating it', async () => {
    const url = await serve((_, response) => response.end('<html>Jane Doe</html>'));
    await expect(fetchJson(url, trusting)).rejects.toThrow(/^The answer is not JSON$/);
  });

  test('breaks an endless answer off', async () => {
    const url = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(64 * 1024)));
      };
      response.on('drain', more);
      more();
    });
    await expect(fetchJson(url, trusting)).rejects.toThrow('larger');
  });

  test.each([
    ['never answers', (): void => undefined],
    [
      'stops in the middle',
      (response: { write(text: string): void }): void => {
        response.write('{"keys"');
      },
    ],
  ])('gives up in time on a server that %s', async (_, begin) => {
    const url = await serve((__, response) => {
      begin(response);
    });
    await expect(fetchJson(url, { ...trusting, milliseconds: 50 })).rejects.toThrow(/abort|timeout/i);
  });

  test('reports a connection that breaks in the middle', async () => {
    const url = await serve((_, response) => {
      response.write('{"keys"', () => response.destroy());
    });
    await expect(fetchJson(url, trusting)).rejects.toThrow();
  });
});

const reachingWithin = (limit: FetchOptions) => ({
  ...OUT_OF_REACH,
  fetchJson: (url: string, options?: FetchOptions) => fetchJson(url, { ...trusting, ...limit, ...options }),
});

describe('an identity provider with a real issuer', () => {
  test('lets a token pass whose key it fetched', async () => {
    const issuer = await createIssuer();
    const jwksUri = await serve((_, response) => response.end(JSON.stringify(issuer.jwks)));
    const provider = createIdentityProvider(settingsOf({ jwksUri }), reachingWithin({}));
    const { answer } = await provider.decide({ ...REQUEST, bearerToken: await issuer.sign() });
    expect(answer.authPayload.isAuthorized).toBe(true);
  });

  test.each([
    ['is dead', (response: ServerResponse) => response.destroy()],
    // Long enough for the request to arrive.
    ['hangs', () => undefined, { milliseconds: 2000 }],
    ['answers something else', (response: ServerResponse) => response.end('<html>')],
    ['is overloaded', (response: ServerResponse) => response.writeHead(503).end()],
  ])(
    'costs an issuer that %s one request in a cool-down, however many tokens come',
    async (_, answer, limit: FetchOptions = {}) => {
      const issuer = await createIssuer();
      let requests = 0;
      const jwksUri = await serve((__, response) => {
        requests += 1;
        answer(response);
      });
      const provider = createIdentityProvider(settingsOf({ jwksUri }), reachingWithin(limit));
      const bearerToken = await issuer.sign();
      for (let count = 0; count < 200; count += 1)
        expect((await provider.decide({ ...REQUEST, bearerToken })).record.code).toBe('keys-unavailable');
      expect(requests).toBe(1);
    },
  );

  test('answers within the second even where the preload and its own fetch hang', async () => {
    const issuer = await createIssuer();
    const jwksUri = await serve(() => undefined);
    const limits: number[] = [];
    const reaching = reachingWithin({ milliseconds: ON_AWS.fetchMs });
    const provider = createIdentityProvider(
      { ...settingsOf({ jwksUri }), limits: ON_AWS },
      {
        ...reaching,
        fetchJson(url, options) {
          limits.push(options?.milliseconds ?? ON_AWS.fetchMs);
          return reaching.fetchJson(url, options);
        },
      },
    );
    const bearerToken = await issuer.sign();
    void provider.preload();
    const { answer, record } = await provider.decide({ ...REQUEST, bearerToken });
    // One after the other at worst; each fetch keeps its limit (above).
    expect(limits).toHaveLength(2);
    expect(limits.reduce((sum, limit) => sum + limit)).toBeLessThan(1000);
    expect(answer).toEqual({ authPayload: { isAuthorized: false } });
    expect(record.code).toBe('keys-unavailable');
  });
});
