import type { Introspection } from '../../../config/index.ts';
import type { Claims } from './access-token.ts';
import type { FetchJson } from '../keys/fetch-json.ts';
import { UnexpectedStatus } from '../keys/fetch-json.ts';
import { TokenRefused } from '../refusal.ts';
import { checkIntrospectedKind } from './token-kind.ts';

/** Asks one authorization server about tokens (RFC 7662). */
export interface Introspector {
  /** Begins to read the secret, so that the first token need not wait. Never rejects. */
  preload(): Promise<void>;
  /** What the server says of an active token. @throws TokenRefused */
  introspect(token: string): Promise<Claims>;
}

/** After a 401 the secret is read again, at most this often: neither a wrong secret nor a flood of tokens costs more. */
const SECRET_COOL_DOWN = 60_000;

/** Answers that are kept; more would be more memory than they are worth. */
const MOST_CACHED = 1000;

/**
 * @param readSecret one bounded attempt to read the client's secret by its ARN
 * @param now epoch milliseconds
 */
export function createIntrospector(
  { issuer, endpoint, clientId, secret: secretArn, cacheSeconds }: Introspection,
  fetchJson: FetchJson,
  readSecret: (arn: string) => Promise<string>,
  now: () => number,
): Introspector {
  const secret = heldSecret(() => readSecret(secretArn), now);
  const cached = activeTokens(cacheSeconds * 1000, now);

  const ask = async (token: string, clientSecret: string): Promise<Claims> => {
    const answer = await fetchJson(endpoint, {
      headers: {
        authorization: basic(clientId, clientSecret),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }).toString(),
    }).catch((error: unknown) => {
      if (error instanceof UnexpectedStatus && error.status === 401)
        throw new TokenRefused('introspection-unauthorized');
      throw new TokenRefused('introspection-unavailable');
    });
    return checkedAnswer(answer, issuer);
  };

  return {
    preload: secret.preload,

    async introspect(token) {
      const key = await keyOf(token);
      const known = cached.find(key);
      if (known) return known;
      const claims = await ask(token, await secret.read()).catch(async (error: unknown) => {
        const isUnauthorized = error instanceof TokenRefused && error.code === 'introspection-unauthorized';
        if (!isUnauthorized || !(await secret.renew())) throw error;
        return ask(token, await secret.read());
      });
      cached.keep(key, claims);
      return claims;
    },
  };
}

/** RFC 7662 chapter 2.2. Only `active: true` is active; `iss`, where there is one, must be the configured one. */
function checkedAnswer(answer: unknown, issuer: string): Claims {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer))
    throw new TokenRefused('introspection-unavailable');
  const claims: Claims = { ...answer };
  if (claims.active !== true) throw new TokenRefused('token-inactive');
  if ('iss' in claims && claims.iss !== issuer) throw new TokenRefused('claim-refused', 'iss');
  checkIntrospectedKind(claims);
  return claims;
}

/** RFC 6749 chapter 2.3.1: id and secret are form-encoded before they are joined. */
function basic(clientId: string, clientSecret: string): string {
  const encoded = (value: string): string => new URLSearchParams({ value }).toString().slice('value='.length);
  return `Basic ${Buffer.from(`${encoded(clientId)}:${encoded(clientSecret)}`).toString('base64')}`;
}

/** The client's secret, read when it is first needed and again when it is refused. */
function heldSecret(readSecret: () => Promise<string>, now: () => number) {
  let held: string | undefined;
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;

  const attempt = async (): Promise<void> => {
    readAt = now();
    try {
      held = await readSecret();
    } catch {
      // What is held stays: the secret may be good while the service that keeps it is not.
    }
  };
  const refresh = (): Promise<void> =>
    (reading ??= attempt().finally(() => {
      reading = undefined;
    }));

  return {
    preload: refresh,
    async read(): Promise<string> {
      // The attempt of the start may have been frozen together with the process, and fail for that alone.
      if (held === undefined) await reading;
      if (held === undefined) await refresh();
      if (held === undefined) throw new TokenRefused('secret-unavailable');
      return held;
    },
    /** Reads it again, at most once in a cool-down; whether there is another one now. */
    async renew(): Promise<boolean> {
      const before = held;
      if (now() - readAt < SECRET_COOL_DOWN) return false;
      await refresh();
      return held !== before;
    },
  };
}

/** A hash stands for the token: the tokens themselves are not kept. */
async function keyOf(token: string): Promise<string> {
  // Loaded here, for it is a tenth of a start that only needs to verify JWTs.
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(token).digest('base64');
}

/** Answers of a short while ago, by their tokens' keys. */
function activeTokens(milliseconds: number, now: () => number) {
  const answers = new Map<string, { claims: Claims; until: number }>();
  return {
    find(key: string): Claims | undefined {
      const answer = answers.get(key);
      return answer && now() < answer.until ? answer.claims : undefined;
    },
    keep(key: string, claims: Claims): void {
      const { exp } = claims;
      const until = Math.min(now() + milliseconds, typeof exp === 'number' ? exp * 1000 : -Infinity);
      if (until <= now()) return;
      const [oldest] = answers.keys();
      if (answers.size >= MOST_CACHED && oldest !== undefined) answers.delete(oldest);
      answers.set(key, { claims, until });
    },
  };
}
