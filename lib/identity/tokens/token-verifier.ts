import type { Introspection, Issuer } from '../../../config/index.ts';
import type { AccessToken } from './access-token.ts';
import { readAccessToken } from './access-token.ts';
import type { Introspector } from './introspection.ts';
import { createIntrospector } from './introspection.ts';
import { keySource } from '../keys/key-source.ts';
import type { IdentityDeps } from '../identity-deps.ts';
import { TokenRefused } from '../refusal.ts';
import type { IdentitySettings, SmartStore } from '../settings.ts';
import type { SigningKeys } from '../keys/signing-keys.ts';
import { configuredKeys, publishedKeys } from '../keys/signing-keys.ts';
import { formOf } from './token-form.ts';
import { checkJwtKind } from './token-kind.ts';
import { verifyJwt } from './verify-jwt.ts';

/** Which of the configured names apply to a token, reported as soon as they are known. */
export interface Applied {
  issuer?: string;
  client?: string;
}

export interface TokenVerifier {
  /** Begins to fetch keys and secrets. Never rejects. */
  preload(): Promise<void>;
  /** What a bearer token says, after everything about it was checked for this data store. @throws TokenRefused */
  verify(store: SmartStore, bearerToken: string, report: (applied: Applied) => void): Promise<AccessToken>;
}

/** The issuers that one data store trusts. */
interface Trust {
  issuers: ReadonlyMap<string, { issuer: Issuer; keys: SigningKeys }>;
  introspection: { rules: Introspection; introspector: Introspector } | undefined;
}

export function createTokenVerifier(
  { dataStores, limits }: Pick<IdentitySettings, 'dataStores' | 'limits'>,
  deps: IdentityDeps,
): TokenVerifier {
  const keysOf = sharedKeys(deps, limits.fetchMs);
  const trusts = new Map(dataStores.map((store) => [store, trustOf(store, keysOf, deps)]));

  return {
    async preload() {
      const all = [...trusts.values()];
      await Promise.all([
        ...all.flatMap(({ issuers }) => [...issuers.values()].map(({ keys }) => keys.preload())),
        ...all.map(({ introspection }) => introspection?.introspector.preload()),
      ]);
    },

    async verify(store, bearerToken, report) {
      const { issuers, introspection } = trusts.get(store) ?? { issuers: new Map<string, never>() };
      const form = formOf(bearerToken);
      const iss = form.kind === 'jwt' ? form.claims.iss : undefined;
      const signer = typeof iss === 'string' ? issuers.get(iss) : undefined;
      if (form.kind === 'jwt' && signer) {
        report({ issuer: signer.issuer.issuer });
        const { algorithms, accessTokensHaveNonce } = signer.issuer;
        const claims = await verifyJwt(form, algorithms, signer.keys);
        checkJwtKind(form.header, claims, accessTokensHaveNonce);
        return reportClient(
          readAccessToken(claims, signer.issuer.issuer, signer.issuer, deps.now()),
          signer.issuer,
          report,
        );
      }
      // A token is sent to its configured server only: another issuer's JWT is not shown to this one.
      if (introspection && (form.kind === 'opaque' || iss === introspection.rules.issuer)) {
        const { rules, introspector } = introspection;
        report({ issuer: rules.issuer });
        const claims = await introspector.introspect(form.token);
        return reportClient(readAccessToken(claims, rules.issuer, rules, deps.now()), rules, report);
      }
      throw form.kind === 'jwt'
        ? new TokenRefused('issuer-unknown', 'iss')
        : new TokenRefused('token-malformed');
    },
  };
}

/** A client's name may be logged if it is one of the configured ones. */
function reportClient(
  token: AccessToken,
  { clients }: Issuer | Introspection,
  report: (applied: Applied) => void,
): AccessToken {
  if (clients && token.clientId !== undefined) report({ client: token.clientId });
  return token;
}

function trustOf(
  { issuers, introspection }: SmartStore,
  keysOf: (issuer: Issuer) => SigningKeys,
  { fetchJson, readSecret, now }: IdentityDeps,
): Trust {
  return {
    issuers: new Map(issuers.map((issuer) => [issuer.issuer, { issuer, keys: keysOf(issuer) }])),
    introspection: introspection && {
      rules: introspection,
      introspector: createIntrospector(introspection, fetchJson, readSecret, now),
    },
  };
}

/** Data stores that trust one issuer share its keys: they are fetched once. */
function sharedKeys({ fetchJson, now }: IdentityDeps, limit: number): (issuer: Issuer) => SigningKeys {
  const published = new Map<string, SigningKeys>();
  return (issuer) => {
    if (issuer.jwks) return configuredKeys(issuer.jwks);
    const place = issuer.jwksUri ?? issuer.issuer;
    const keys = published.get(place) ?? publishedKeys(keySource(issuer, fetchJson, now, limit), now);
    published.set(place, keys);
    return keys;
  };
}
