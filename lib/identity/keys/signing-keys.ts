import type { CryptoKey, JSONWebKeySet, JWSHeaderParameters } from 'jose';
import { createLocalJWKSet, errors } from 'jose';
import { TokenRefused } from '../refusal.ts';

/** The public keys of one issuer. */
export interface SigningKeys {
  /** Begins to fetch the keys, so that the first token need not wait. Never rejects. */
  preload(): Promise<void>;
  /** The key that a token's header names. @throws TokenRefused or an error of jose */
  find(header: JWSHeaderParameters): Promise<CryptoKey>;
}

/** How long fetched keys serve, in milliseconds. */
export interface KeyLifetimes {
  /** Fetched again when a token comes after this. */
  freshFor: number;
  /** Between two fetches that tokens cause: neither a flood of unknown key ids nor a dead issuer costs more. */
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

type KeySet = (header: JWSHeaderParameters) => Promise<CryptoKey>;

/** Keys that the configuration itself holds. */
export function configuredKeys(jwks: JSONWebKeySet): SigningKeys {
  const find: KeySet = createLocalJWKSet(jwks);
  return { preload: () => Promise.resolve(), find };
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
  let attemptedAt = -Infinity;
  let fetching: Promise<void> | undefined;

  const attempt = async (): Promise<void> => {
    attemptedAt = now();
    try {
      // jose checks the form of the set; a malformed answer counts as none.
      const find: KeySet = createLocalJWKSet((await fetchKeys()) as JSONWebKeySet);
      held = { find, fetchedAt: now() };
    } catch {
      // What is held stays; find() checks its age.
    }
  };
  const refresh = (): Promise<void> =>
    (fetching ??= attempt().finally(() => {
      fetching = undefined;
    }));

  const ageOf = (time: number): number => now() - time;
  const coolingDown = (): boolean => ageOf(attemptedAt) < lifetimes.coolDown;
  const isStale = (): boolean => held !== undefined && ageOf(held.fetchedAt) >= lifetimes.freshFor;

  const current = async (): Promise<KeySet> => {
    // The fetch of the start may have been frozen together with the process, and fail for that alone.
    if (!held) await fetching;
    if (!held || (isStale() && !coolingDown())) await refresh();
    if (!held || ageOf(held.fetchedAt) >= lifetimes.keepLastGoodFor)
      throw new TokenRefused('keys-unavailable');
    return held.find;
  };

  return {
    preload: refresh,
    async find(header) {
      const keys = await current();
      try {
        return await keys(header);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || coolingDown()) throw error;
        await refresh();
        return (await current())(header);
      }
    },
  };
}
