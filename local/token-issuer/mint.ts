import { randomUUID } from 'node:crypto';
import { AwsError } from '../ground/index.ts';
import { hasScope } from './granted-scopes.ts';
import type { Grant } from './handles.ts';

/** What a token is asked to say. */
export interface TokenRequest {
  /** Separated by spaces. */
  scope: string;
  /** `aud`: for whom it is. */
  audience: string;
  clientId?: string;
  patient?: string;
  fhirUser?: string;
  /** How long it is good for. */
  expiresSeconds: number;
}

const TEXTS = ['scope', 'audience', 'clientId', 'patient', 'fhirUser'] as const;

/** A day: longer than anybody works at a stretch. */
const MOST_SECONDS = 86_400;

/** Checks what was posted. @throws AwsError that names the member and its rule */
export function readTokenRequest(input: Readonly<Record<string, unknown>>): TokenRequest {
  for (const name of TEXTS) {
    const value = input[name];
    const isMissing = value === undefined && name !== 'scope' && name !== 'audience';
    if (!isMissing && (typeof value !== 'string' || value === ''))
      throw new AwsError('ValidationException', `${name} must be a text with something in it.`);
  }
  const { expiresSeconds = 3600 } = input;
  if (
    !Number.isInteger(expiresSeconds) ||
    Number(expiresSeconds) < 1 ||
    Number(expiresSeconds) > MOST_SECONDS
  )
    throw new AwsError(
      'ValidationException',
      `expiresSeconds must be a whole number from 1 to ${MOST_SECONDS}.`,
    );
  return { ...(input as unknown as TokenRequest), expiresSeconds: Number(expiresSeconds) };
}

/**
 * The claims of an access token (RFC 9068, and SMART App Launch 2.2.0 for `patient` and `fhirUser`).
 *
 * @param now epoch milliseconds of the cloud's clock
 */
export function mintClaims(
  issuer: string,
  { scope, audience, clientId = 'inlet-cli', patient, fhirUser, expiresSeconds }: TokenRequest,
  now: number,
): Record<string, string | number> {
  const iat = Math.floor(now / 1000);
  return {
    iss: issuer,
    aud: audience,
    sub: fhirUser ?? clientId,
    client_id: clientId,
    iat,
    nbf: iat,
    exp: iat + expiresSeconds,
    jti: randomUUID(),
    scope,
    ...(patient !== undefined && { patient }),
    ...(fhirUser !== undefined && { fhirUser }),
  };
}

/** The claims of an ID token: who let the app in (OpenID Connect Core 1.0, chapter 2; SMART App Launch 2.2.0 for `fhirUser`). */
export function idClaims(
  issuer: string,
  { clientId, scope, fhirUser, nonce }: Grant,
  expiresSeconds: number,
  now: number,
): Record<string, string | number> {
  const iat = Math.floor(now / 1000);
  return {
    iss: issuer,
    aud: clientId,
    sub: fhirUser ?? clientId,
    iat,
    exp: iat + expiresSeconds,
    ...(nonce !== undefined && { nonce }),
    ...(hasScope(scope, 'fhirUser') && fhirUser !== undefined && { fhirUser }),
  };
}
