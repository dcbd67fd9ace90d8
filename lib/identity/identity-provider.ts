import type { AccessToken } from './access-token.ts';
import { unverifiedIssuer, verifyAccessToken } from './access-token.ts';
import type { Allowance, IdentityRequest, Refusal } from './healthlake-contract.ts';
import { identityRequest } from './healthlake-contract.ts';
import type { RefusalCode } from './refusal.ts';
import { TokenRefused } from './refusal.ts';
import { grantedScopes } from './scopes.ts';
import type { IdentitySettings, TrustedIssuer } from './settings.ts';
import type { SigningKeys } from './signing-keys.ts';
import { configuredKeys, publishedKeys } from './signing-keys.ts';

/** What may be logged of a decision: names from the configuration and codes, nothing of the token. */
export interface DecisionRecord {
  outcome: 'allowed' | 'refused';
  operation: string | null;
  /** The configured issuer that applied. */
  issuer: string | null;
  code: RefusalCode | null;
  /** Name of the claim at fault. */
  claim: string | null;
}

export interface IdentityProvider {
  /** Begins to fetch what tokens will need. Never rejects. */
  preload(): Promise<void>;
  /** Judges one request within a second. Never rejects. */
  decide(event: unknown): Promise<{ answer: Allowance | Refusal; record: DecisionRecord }>;
}

/**
 * @param fetchKeys one bounded attempt to fetch the JWK set of a URL
 * @param now epoch milliseconds
 */
export function createIdentityProvider(
  settings: IdentitySettings,
  fetchKeys: (url: string) => Promise<unknown>,
  now: () => number,
): IdentityProvider {
  const issuers = new Map(
    settings.issuers.map((issuer) => [issuer.issuer, { issuer, keys: keysOf(issuer, fetchKeys, now) }]),
  );

  return {
    async preload() {
      await Promise.all([...issuers.values()].map(({ keys }) => keys.preload()));
    },

    async decide(event) {
      const record: DecisionRecord = {
        outcome: 'refused',
        operation: null,
        issuer: null,
        code: null,
        claim: null,
      };
      try {
        const request = identityRequest(event);
        record.operation = request.operationName;
        const token = request.bearerToken.replace(/^Bearer +/i, '');
        const trusted = issuers.get(unverifiedIssuer(token));
        if (!trusted) throw new TokenRefused('issuer-unknown', 'iss');
        record.issuer = trusted.issuer.issuer;
        const accessToken = await verifyAccessToken(token, trusted.issuer, trusted.keys, now());
        const answer = allowance(request, trusted.issuer, accessToken, now());
        return { answer, record: { ...record, outcome: 'allowed' } };
      } catch (error) {
        const { code, claim } = error instanceof TokenRefused ? error : new TokenRefused('internal');
        return { answer: { authPayload: { isAuthorized: false } }, record: { ...record, code, claim } };
      }
    },
  };
}

function keysOf(
  { jwks, jwksUri = '' }: TrustedIssuer,
  fetchKeys: (url: string) => Promise<unknown>,
  now: () => number,
): SigningKeys {
  return jwks ? configuredKeys(jwks) : publishedKeys(() => fetchKeys(jwksUri), now);
}

function allowance(
  { datastoreEndpoint }: IdentityRequest,
  { issuer, roleArn }: TrustedIssuer,
  { claims, iat, nbf, exp }: AccessToken,
  now: number,
): Allowance {
  const patient = text(claims.patient);
  const { scopes, grantsResources } = grantedScopes(claims.scope ?? claims.scp, patient !== undefined);
  if (!grantsResources) throw new TokenRefused('scope-missing', 'scope');
  const uid = text(claims.uid) ?? text(claims.sub);
  const fhirUser = text(claims.fhirUser);
  return {
    authPayload: {
      iss: issuer,
      aud: datastoreEndpoint,
      iat,
      // An issuer's clock may be a little ahead of ours; HealthLake compares with a clock like ours.
      nbf: Math.min(nbf, Math.floor(now / 1000)),
      exp,
      isAuthorized: true,
      scope: scopes.join(' '),
      ...(uid !== undefined && { uid }),
      ...(fhirUser !== undefined && { fhirUser }),
      ...(patient !== undefined && { patient }),
    },
    iamRoleARN: roleArn,
  };
}

/** A claim that is a text with something in it. */
const text = (claim: unknown): string | undefined =>
  typeof claim === 'string' && claim !== '' ? claim : undefined;
