import { beforeAll, describe, expect, test } from '@jest/globals';
import type { JSONWebKeySet } from 'jose';
import { configuredKeys, KEY_LIFETIMES, publishedKeys } from '../../../../lib/identity/keys/signing-keys.ts';
import type { TestIssuer } from '../issuer.ts';
import { createIssuer, NOW } from '../issuer.ts';

let first: TestIssuer;
let second: TestIssuer;
const KEY_1 = { alg: 'ES256', kid: 'key-1' };
const KEY_2 = { alg: 'ES256', kid: 'key-2' };

beforeAll(async () => {
  first = await createIssuer('ES256', 'key-1');
  second = await createIssuer('ES256', 'key-2');
});

/** An issuer's published keys, with its server and the clock in our hands. */
function publishing(jwks: JSONWebKeySet | Error) {
  const world = { jwks: jwks as unknown, fetches: 0, time: NOW };
  const keys = publishedKeys(
    () => {
      world.fetches += 1;
      return world.jwks instanceof Error ? Promise.reject(world.jwks) : Promise.resolve(world.jwks);
    },
    () => world.time,
  );
  return { world, keys };
}

const DOWN = new Error('connection refused');

describe('published keys', () => {
  test('are fetched once for many tokens', async () => {
    const { world, keys } = publishing(first.jwks);
    await Promise.all(Array.from({ length: 20 }, () => keys.find(KEY_1)));
    await keys.find(KEY_1);
    expect(world.fetches).toBe(1);
  });

  test('are there for the first token when they were preloaded', async () => {
    const { world, keys } = publishing(first.jwks);
    await keys.preload();
    await keys.find(KEY_1);
    expect(world.fetches).toBe(1);
  });

  test('are fetched again when they are old', async () => {
    const { world, keys } = publishing(first.jwks);
    await keys.find(KEY_1);
    world.time += KEY_LIFETIMES.freshFor;
    world.jwks = second.jwks;
    await expect(keys.find(KEY_1)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
    expect(world.fetches).toBe(2);
  });

  test('are fetched again at once when a token names a new one', async () => {
    const { world, keys } = publishing(first.jwks);
    await keys.find(KEY_1);
    world.time += KEY_LIFETIMES.coolDown;
    world.jwks = { keys: [...first.jwks.keys, ...second.jwks.keys] };
    await expect(keys.find(KEY_2)).resolves.toBeDefined();
    expect(world.fetches).toBe(2);
  });

  test('are not fetched again for each of a flood of unknown key ids', async () => {
    const { world, keys } = publishing(first.jwks);
    await keys.find(KEY_1);
    world.time += KEY_LIFETIMES.coolDown;
    for (let count = 0; count < 50; count += 1)
      await expect(keys.find({ alg: 'ES256', kid: `made-up-${count}` })).rejects.toBeDefined();
    expect(world.fetches).toBe(2);
  });

  test('serve on while the issuer is down, and cost one attempt in each cool-down', async () => {
    const { world, keys } = publishing(first.jwks);
    await keys.find(KEY_1);
    world.jwks = DOWN;
    world.time += KEY_LIFETIMES.freshFor;
    for (let count = 0; count < 10; count += 1) await expect(keys.find(KEY_1)).resolves.toBeDefined();
    expect(world.fetches).toBe(2);
    world.time += KEY_LIFETIMES.coolDown;
    await expect(keys.find(KEY_1)).resolves.toBeDefined();
    expect(world.fetches).toBe(3);
  });

  test('serve on when the issuer answers with something that is no key set', async () => {
    const { world, keys } = publishing(first.jwks);
    await keys.find(KEY_1);
    for (const broken of [null, 'maintenance', {}, { keys: 'none' }, { keys: [1] }]) {
      world.jwks = broken;
      world.time += KEY_LIFETIMES.freshFor;
      await expect(keys.find(KEY_1)).resolves.toBeDefined();
    }
    expect(world.fetches).toBe(6);
  });

  test('do not serve forever while the issuer is down', async () => {
    const { world, keys } = publishing(first.jwks);
    await keys.find(KEY_1);
    world.jwks = DOWN;
    world.time += KEY_LIFETIMES.keepLastGoodFor - 1;
    await expect(keys.find(KEY_1)).resolves.toBeDefined();
    world.time += 1;
    await expect(keys.find(KEY_1)).rejects.toMatchObject({ code: 'keys-unavailable' });
  });

  test('that an issuer has withdrawn are gone with the next fetch', async () => {
    const { world, keys } = publishing(first.jwks);
    await keys.find(KEY_1);
    world.jwks = { keys: [] };
    world.time += KEY_LIFETIMES.freshFor;
    await expect(keys.find(KEY_1)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });

  test('that were never there cost one attempt in each cool-down, and are found when they are', async () => {
    const { world, keys } = publishing(DOWN);
    for (let count = 0; count < 200; count += 1)
      await expect(keys.find(KEY_1)).rejects.toMatchObject({ code: 'keys-unavailable' });
    expect(world.fetches).toBe(1);
    world.jwks = first.jwks;
    world.time += KEY_LIFETIMES.coolDown - 1;
    await expect(keys.find(KEY_1)).rejects.toMatchObject({ code: 'keys-unavailable' });
    expect(world.fetches).toBe(1);
    world.time += 1;
    await expect(keys.find(KEY_1)).resolves.toBeDefined();
    expect(world.fetches).toBe(2);
  });

  test.each([null, 'maintenance', {}, { keys: 'none' }, { keys: [1] }])(
    'that were never there, where the issuer answers %j, cost no more',
    async (broken) => {
      const { world, keys } = publishing(broken as unknown as JSONWebKeySet);
      for (let count = 0; count < 20; count += 1)
        await expect(keys.find(KEY_1)).rejects.toMatchObject({ code: 'keys-unavailable' });
      expect(world.fetches).toBe(1);
    },
  );

  test('are waited for by all tokens that come while an attempt is under way, and by none after it', async () => {
    const pending: ((error: Error) => void)[] = [];
    const keys = publishedKeys(
      () =>
        new Promise((_, reject) => {
          pending.push(reject);
        }),
      () => NOW,
    );
    const preloading = keys.preload();
    const waiting = Array.from({ length: 20 }, () =>
      keys.find(KEY_1).catch((error: unknown) => (error as Error).message),
    );
    pending[0]?.(DOWN);
    await preloading;
    // What they come to wait for together, once the start's has failed.
    while (pending.length < 2) await Promise.resolve();
    pending[1]?.(DOWN);
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 20 }, () => 'keys-unavailable'));
    await expect(keys.find(KEY_1)).rejects.toMatchObject({ code: 'keys-unavailable' });
    expect(pending).toHaveLength(2);
  });

  test('are asked for once more when the fetch of the start died under way', async () => {
    const world = { fetches: 0, fail: (_: Error): void => undefined };
    const keys = publishedKeys(
      () => {
        world.fetches += 1;
        if (world.fetches > 1) return Promise.resolve(first.jwks);
        return new Promise((_, reject) => {
          world.fail = reject;
        });
      },
      () => NOW,
    );
    const preloading = keys.preload();
    const finding = keys.find(KEY_1);
    world.fail(DOWN);
    await preloading;
    await expect(finding).resolves.toBeDefined();
    expect(world.fetches).toBe(2);
  });

  test('preloading never rejects', async () => {
    await expect(publishing(DOWN).keys.preload()).resolves.toBeUndefined();
  });
});

describe('configured keys', () => {
  test('need no fetch', async () => {
    const keys = configuredKeys(first.jwks);
    await keys.preload();
    await expect(keys.find(KEY_1)).resolves.toBeDefined();
    await expect(keys.find(KEY_2)).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });
});
