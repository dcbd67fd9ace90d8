import type { JWTPayload } from 'jose';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey } from 'jose';
import type { ClaimNames, Issuer, PublicJwk } from '../../../config/stage-config.generated.ts';
import type { IdentityDeps } from '../../../lib/identity/identity-deps.ts';
import type { IdentitySettings, SmartStore } from '../../../lib/identity/settings.ts';
import type { TimeLimits } from '../../../lib/identity/time-limits.ts';

/** Members of any type, right or wrong. */
export type Changes = Record<string, unknown>;

/** An issuer with real keys, and the tokens that it signs. Times are epoch seconds. */
export interface TestIssuer {
  jwks: { keys: PublicJwk[] };
  privateKey: CryptoKey;
  /** `changes` to CLAIMS; one that is undefined takes a claim away. */
  sign(changes?: Changes, header?: Changes): Promise<string>;
}

export const ISSUER = 'https://issuer.example';
export const AUDIENCE = 'https://fhir.example';
export const ROLE_ARN = 'arn:aws:iam::111122223333:role/inlet-dev-smart';
export const NOW = Date.parse('2026-01-31T12:00:00Z');
export const NOW_SECONDS = NOW / 1000;

export const REQUEST = {
  datastoreEndpoint:
    'https://healthlake.us-east-1.amazonaws.com/datastore/1f2f459836ac6c513ce899f9e4f66a59/r4/',
  operationName: 'ReadResource',
};

/** Claims of a token that passes. */
export const CLAIMS: JWTPayload = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'subject-7f3a9c',
  client_id: 'nightly-export',
  iat: NOW_SECONDS - 60,
  nbf: NOW_SECONDS - 60,
  exp: NOW_SECONDS + 3600,
  scope: 'system/*.rs',
};

export async function createIssuer(alg = 'ES256', kid = 'key-1'): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    jwks: { keys: [{ ...((await exportJWK(publicKey)) as PublicJwk), kid, alg, use: 'sig' }] },
    privateKey,
    sign: (changes = {}, header = {}) =>
      new SignJWT({ ...CLAIMS, ...changes })
        .setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header })
        .sign(privateKey, { crit: { 'urn:example:demand': true } }),
  };
}

/** The names that a configuration has where it says nothing. */
export const CLAIM_NAMES: ClaimNames = {
  scope: ['scope', 'scp'],
  clientId: ['client_id', 'azp', 'cid', 'appid'],
  uid: ['uid', 'sub'],
  patient: ['patient'],
  fhirUser: ['fhirUser'],
};

export const trusted = (issuer: Partial<Issuer> = {}): Issuer => ({
  issuer: ISSUER,
  audience: [AUDIENCE],
  algorithms: ['ES256'],
  accessTokensHaveNonce: false,
  claims: CLAIM_NAMES,
  ...issuer,
});

/** A data store of SMART v1 and v2 without filters: the stage's own, unless said. */
export const smartStore = (changes: Partial<SmartStore> = {}): SmartStore => ({
  datastoreId: undefined,
  abilities: { v2: true, filters: false },
  issuers: [],
  introspection: undefined,
  roles: [{ roleArn: ROLE_ARN }],
  operations: {},
  ...changes,
});

/** The stage's own data store, trusting these. */
/** A busy machine refuses nobody. */
export const UNHURRIED: TimeLimits = { decisionMs: 40_000, fetchMs: 20_000 };

export const settingsWith = (...dataStores: SmartStore[]): IdentitySettings => ({
  stage: 'dev',
  limits: UNHURRIED,
  dataStores,
});

export const settingsOf = (...issuers: Partial<Issuer>[]): IdentitySettings =>
  settingsWith(smartStore({ issuers: issuers.map(trusted) }));

/** Nothing can be fetched. */
export const OUT_OF_REACH: IdentityDeps = {
  fetchJson: () => Promise.reject(new Error('there is no network')),
  readSecret: () => Promise.reject(new Error('there is no network')),
  now: () => NOW,
};
