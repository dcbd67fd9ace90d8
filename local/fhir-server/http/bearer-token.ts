import type { IncomingMessage } from 'node:http';

/** The token of `Authorization: Bearer ...` (RFC 6750); undefined for every other request. */
export function bearerTokenOf({ headers }: IncomingMessage): string | undefined {
  const [, token] = /^Bearer\s+(.*)$/is.exec(headers.authorization ?? '') ?? [];
  return token ?? (/^Bearer$/i.test(headers.authorization ?? '') ? '' : undefined);
}
