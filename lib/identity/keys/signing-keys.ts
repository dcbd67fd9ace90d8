import type { CryptoKey, JSONWebKeySet, JWSHeaderParameters } from 'jose';
import { createLocalJWKSet, errors } from 'jose';
import { TokenRefused } from '../refusal.ts';
import { cooledAttempts } from './cooled-attempts.ts';
import { isCertificateAlone, verifyingKeys } from './verifying-keys.ts';

/** The public keys of one issuer. */
export interface SigningKeys {
  /** Begins to fetch the keys, so that the first token need not wait. Never rejects. */
  preload(): Promise<void>;
  /** The keys that a token's header may mean: one, where it names it. @throws TokenRefused or an error of jose */
  find(header: JWSHeaderParameters): Promise<readonly CryptoKey[]>;
}

/** How long fetched keys serve, in milliseconds. */
export interface KeyLifetimes {
  /** Fetched again when a token comes after this. */
  freshFor: number;
  /** Between two fetches that tokens cause: neither a flood of unknown key ids nor an issuer that never answered costs more. */
  coolDown: number;
  /** While the issuer is down, the last good keys serve for this long. A withdrawn key is trusted as long. */
  keepLastGoodFor: number;
}

/** A day of grace covers an issuer's outage overnight; a key that is withdrawn meanwhile is trusted as long. */
export const KEY_LIFETIMES: KeyLifetimes = {
  freshFor: 10 * 60_000,
  coolDown: 30_000,
  keepLastGoodFor: 24 * 60 * 60_000,
};

/** How many keys are tried for a token that does not tell which of several it means. */
const MOST_TRIED = 20;

type KeySet = (header: JWSHeaderParameters) => Promise<readonly CryptoKey[]>;

/** @throws errors.JWKSInvalid where it has not a JWK set's form */
function keySet(jwks: unknown): KeySet {
  const find = createLocalJWKSet(verifyingKeys(jwks) as JSONWebKeySet);
  return async (header) => {
    try {
      return [await find(header)];
    } catch (error) {
      if (error instanceof errors.JWKSMultipleMatchingKeys) return several(error);
      if (error instanceof errors.JWKSNoMatchingKey && isCertificateAlone(jwks, header.kid))
        throw new TokenRefused('key-unfit');
      throw error;
    }
  };
}

/** Those of them that can be used at all. */
async function several(matching: AsyncIterable<CryptoKey>): Promise<CryptoKey[]> {
  const keys: CryptoKey[] = [];
  for await (const key of matching) if (keys.push(key) === MOST_TRIED) break;
  if (keys.length === 0) throw new TokenRefused('key-unfit');
  return keys;
}

/** Keys that the configuration itself holds. */
export function configuredKeys(jwks: JSONWebKeySet): SigningKeys {
  return { preload: () => Promise.resolve(), find: keySet(jwks) };
}

/**
 * Keys that the issuer publishes: cached, fetched again when they are old or a token names a key that is not
 * among them (rotation), and kept while the issuer does not answer.
 *
 * @param fetchKeys one bounded attempt to fetch the JWK set
 * @param now epoch milliseconds
 */
export function publishedKeys(
  fetchKeys: () => Promise<unknown>,
  now: () => number,
  lifetimes: KeyLifetimes = KEY_LIFETIMES,
): SigningKeys {
  let held: { find: KeySet; fetchedAt: number } | undefined;
  const fetching = cooledAttempts(
    async () => {
      // jose checks the form of the set; a broken answer is as bad as none.
      held = { find: keySet(await fetchKeys()), fetchedAt: now() };
    },
    lifetimes.coolDown,
    now,
  );
  const ageOf = (time: number): number => now() - time;

  const current = async (): Promise<KeySet> => {
    // The attempt of the start, where it is under way; once more where that failed.
    if (!held) await fetching.attempt();
    if (!held || ageOf(held.fetchedAt) >= lifetimes.freshFor) await fetching.attempt();
    if (!held || ageOf(held.fetchedAt) >= lifetimes.keepLastGoodFor)
      throw new TokenRefused('keys-unavailable');
    return held.find;
  };

  return {
    preload: () => fetching.preload(),
    async find(header) {
      const keys = await current();
      try {
        return await keys(header);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await fetching.attempt();
        const newer = await current();
        if (newer === keys) throw error;
        return newer(header);
      }
    },
  };
}
