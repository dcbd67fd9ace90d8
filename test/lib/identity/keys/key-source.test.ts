import { beforeEach, describe, expect, test } from '@jest/globals';
import { discoveryUrl, keySource } from '../../../../lib/identity/keys/key-source.ts';
import { NOW } from '../issuer.ts';

const ISSUER = 'https://issuer.example/tenant';
const DISCOVERY = `${ISSUER}/.well-known/openid-configuration`;
const KEYS = `${ISSUER}/keys`;

let time: number;
let fetched: [url: string, milliseconds: number | undefined][];
let published: Record<string, unknown>;
beforeEach(() => {
  time = NOW;
  fetched = [];
  published = { [DISCOVERY]: { issuer: ISSUER, jwks_uri: KEYS }, [KEYS]: { keys: [] } };
});

const source = (issuer: { issuer: string; jwksUri?: string }) =>
  keySource(
    issuer,
    (url, options) => {
      fetched.push([url, options?.milliseconds]);
      time += 100;
      return url in published ? Promise.resolve(published[url]) : Promise.reject(new Error('404'));
    },
    () => time,
    350,
  );
const urls = () => fetched.map(([url]) => url);

describe('an issuer’s keys', () => {
  test('come from its jwksUri, without another request', async () => {
    await source({ issuer: ISSUER, jwksUri: KEYS })();
    expect(urls()).toEqual([KEYS]);
  });

  test('come from where its discovery document says, which is read once a day', async () => {
    const fetchKeys = source({ issuer: ISSUER });
    expect(await fetchKeys()).toEqual({ keys: [] });
    await fetchKeys();
    expect(urls()).toEqual([DISCOVERY, KEYS, KEYS]);
    time += 24 * 60 * 60_000;
    await fetchKeys();
    expect(urls().slice(3)).toEqual([DISCOVERY, KEYS]);
  });

  test('share the time of one fetch with the discovery', async () => {
    await source({ issuer: ISSUER })();
    expect(fetched[1]?.[1]).toBe(250);
  });

  test('are looked for anew when they are not where they were', async () => {
    const fetchKeys = source({ issuer: ISSUER });
    await fetchKeys();
    published = { [DISCOVERY]: { issuer: ISSUER, jwks_uri: `${KEYS}-2` }, [`${KEYS}-2`]: { keys: [] } };
    await expect(fetchKeys()).rejects.toThrow('404');
    await expect(fetchKeys()).resolves.toEqual({ keys: [] });
  });

  test.each([
    ['of another issuer', { issuer: 'https://other.example', jwks_uri: KEYS }],
    ['of an issuer that differs by a slash', { issuer: `${ISSUER}/`, jwks_uri: KEYS }],
    ['without jwks_uri', { issuer: ISSUER }],
    ['whose jwks_uri is not on https', { issuer: ISSUER, jwks_uri: 'http://issuer.example/keys' }],
    ['whose jwks_uri is a file', { issuer: ISSUER, jwks_uri: 'file:///etc/passwd' }],
    ['that is no object', 'maintenance'],
    ['that is null', null],
  ])('are not taken from a discovery document %s', async (_, document) => {
    published = { ...published, [DISCOVERY]: document };
    await expect(source({ issuer: ISSUER })()).rejects.toThrow('The discovery document');
    expect(urls()).toEqual([DISCOVERY]);
  });
});

test('a discovery document lies below the issuer, with one slash between', () => {
  expect(discoveryUrl('https://a.example/')).toBe('https://a.example/.well-known/openid-configuration');
  expect(discoveryUrl(ISSUER)).toBe(DISCOVERY);
});
