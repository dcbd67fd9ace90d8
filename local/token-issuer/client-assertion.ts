import { errors, jwtVerify } from 'jose';
import { CLOCK_TOLERANCE_SECONDS } from '../../lib/identity/index.ts';
import type { Handles } from './handles.ts';
import { OAuthError } from './oauth-error.ts';
import type { RegisteredApp } from './smart-app.ts';

/** RFC 7523, chapter 2.2. */
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** SMART App Launch 2.2.0, "Asymmetric authentication". */
export const ASSERTION_ALGORITHMS = ['RS384', 'ES384'];

/** How far ahead an assertion may end. */
const MOST_SECONDS = 300;

export interface AssertionParts {
  /** The issuer's own address. */
  url: string;
  clock: { now: () => number };
  apps: ReadonlyMap<string, RegisteredApp>;
  handles: Pick<Handles, 'isFirst'>;
}

/**
 * The client that a signed assertion is of (SMART App Launch 2.2.0, "Client authentication: asymmetric"; RFC 7523): signed by one of its registered
 * keys, for this token endpoint, good for five minutes at most by the cloud's clock, and never seen before.
 * @throws OAuthError invalid_client
 */
export async function clientOfAssertion(
  { url, clock, apps, handles }: AssertionParts,
  { assertion, type }: { assertion: string; type: string | undefined },
): Promise<RegisteredApp> {
  if (type !== ASSERTION_TYPE) throw refused(`client_assertion_type must be ${ASSERTION_TYPE}`);
  const app = apps.get(issuerOf(assertion));
  const keys = app?.keys;
  if (!app || !keys) throw refused('its iss is no client that is registered with keys');
  const now = clock.now();
  const { protectedHeader, payload } = await jwtVerify(assertion, keys, {
    algorithms: ASSERTION_ALGORITHMS,
    typ: 'JWT',
    issuer: app.clientId,
    subject: app.clientId,
    audience: `${url}/token`,
    requiredClaims: ['exp', 'jti'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(now),
  }).catch((error: unknown) => {
    throw refused(
      error instanceof errors.JOSEError
        ? error.message.replaceAll(/[^ !#-[\]-~]/g, '')
        : 'its keys cannot be used',
    );
  });
  const { exp = 0, jti } = payload;
  if (protectedHeader.kid === undefined) throw refused('its header has no kid');
  if (protectedHeader.jku !== undefined && protectedHeader.jku !== app.jwksUri)
    throw refused('its jku is not the address that is registered');
  if (exp * 1000 > now + (MOST_SECONDS + CLOCK_TOLERANCE_SECONDS) * 1000)
    throw refused('its exp is more than five minutes ahead of the clock of the cloud');
  if (typeof jti !== 'string' || jti === '') throw refused('its jti must be a text');
  if (!handles.isFirst(JSON.stringify([app.clientId, jti]), (exp + CLOCK_TOLERANCE_SECONDS) * 1000))
    throw refused('its jti has been seen before');
  return app;
}

/** Whom an assertion says that it is of: who it is, its signature tells. */
function issuerOf(assertion: string): string {
  const [, payload = ''] = assertion.split('.');
  try {
    const { iss } = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as { iss?: unknown };
    return typeof iss === 'string' ? iss : '';
  } catch {
    return '';
  }
}

const refused = (why: string): OAuthError =>
  new OAuthError('invalid_client', `The client_assertion is refused: ${why}.`);
