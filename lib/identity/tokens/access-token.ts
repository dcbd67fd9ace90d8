import type { ClaimNames } from '../../../config/index.ts';
import { TokenRefused } from '../refusal.ts';

/** Seconds by which the issuer's clock and ours may differ. */
export const CLOCK_TOLERANCE_SECONDS = 10;

/** Claims of a token whose origin is proven: by its signature, or by the authorization server's own answer. */
export type Claims = Readonly<Record<string, unknown>>;

/** The audience and clients that a token must have, and the names of its claims. */
export interface TokenRules {
  audience?: readonly string[];
  clients?: readonly string[];
  claims: ClaimNames;
}

/** What a valid token says, in the types that the answer needs. Times are epoch seconds. */
export interface AccessToken {
  /** The configured issuer. */
  issuer: string;
  /** Its client: one of the configured ones where there is a list. */
  clientId: string | undefined;
  /** As the token has it: a text, a list, or anything. */
  scope: unknown;
  uid: string | undefined;
  patient: string | undefined;
  fhirUser: string | undefined;
  iat: number;
  nbf: number;
  exp: number;
  claims: Claims;
}

/**
 * Reads the claims of a token whose origin is proven: `aud` and client as they must be, `exp` there and in the future, `nbf`
 * (or else `iat`) there and past.
 *
 * @param now epoch milliseconds
 * @throws TokenRefused
 */
export function readAccessToken(claims: Claims, issuer: string, rules: TokenRules, now: number): AccessToken {
  const { claims: names } = rules;
  checkAudience(claims, rules.audience);
  const clientId = checkedClient(claims, names.clientId, rules.clients);
  return {
    issuer,
    clientId,
    scope: first(claims, names.scope)?.value,
    uid: text(first(claims, names.uid)?.value),
    patient: text(first(claims, names.patient)?.value),
    fhirUser: text(first(claims, names.fhirUser)?.value),
    ...checkedTimes(claims, now),
    claims,
  };
}

/** RFC 7519 chapter 4.1.3: one text, or a list of texts. */
function checkAudience({ aud }: Claims, audience: readonly string[] | undefined): void {
  if (!audience) return;
  const given: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!given.some((one) => typeof one === 'string' && audience.includes(one)))
    throw new TokenRefused('claim-refused', 'aud');
}

function checkedClient(
  claims: Claims,
  names: readonly string[],
  clients: readonly string[] | undefined,
): string | undefined {
  const found = first(claims, names);
  const client = text(found?.value);
  if (clients && (client === undefined || !clients.includes(client)))
    throw new TokenRefused('client-refused', found?.name ?? names[0] ?? null);
  return client;
}

function checkedTimes(claims: Claims, now: number): Pick<AccessToken, 'iat' | 'nbf' | 'exp'> {
  const { exp, nbf = claims.iat, iat = nbf } = claims;
  const latest = now / 1000 + CLOCK_TOLERANCE_SECONDS;
  const times = { exp: time('exp', exp), nbf: time('nbf', nbf, latest), iat: time('iat', iat, latest) };
  if (times.exp <= now / 1000 - CLOCK_TOLERANCE_SECONDS) throw new TokenRefused('expired', 'exp');
  return times;
}

function time(claim: string, value: unknown, latest = Number.MAX_SAFE_INTEGER): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= latest))
    throw new TokenRefused('claim-refused', claim);
  return Math.floor(value);
}

/** Of several names the first that the token has. */
function first(claims: Claims, names: readonly string[]): { name: string; value: unknown } | undefined {
  const name = names.find((candidate) => Object.hasOwn(claims, candidate));
  return name === undefined ? undefined : { name, value: claims[name] };
}

/** A claim that is a text with something in it. */
export const text = (claim: unknown): string | undefined =>
  typeof claim === 'string' && claim !== '' ? claim : undefined;
