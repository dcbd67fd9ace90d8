import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const COOKIE = 'inlet-console';

/** Lets in whoever has the printed address, and nobody else. */
export interface StageGuard {
  /** Once: the query that the printed address ends with. */
  code: string;
  /**
   * Judges a request, and exchanges the code for a cookie.
   * @returns undefined where it may go on; else the answer has been given
   */
  refuse: (request: IncomingMessage, response: ServerResponse) => 'answered' | undefined;
}

const secret = (): string => randomBytes(32).toString('base64url');

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/**
 * The guard of a stage's console, which works with the caller's AWS credentials: a random secret per run, in an HttpOnly,
 * SameSite=Strict cookie (RFC 6265bis) that the first request with the one-time code gets. The Host must be this very
 * loopback address, so that no name that somebody else's DNS leads here is served.
 */
export function createStageGuard(port: number): StageGuard {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const session = secret();
  const code = secret();
  let isUsed = false;
  const cookie = `${COOKIE}-${port}`;
  return {
    code,
    refuse(request, response) {
      const end = (status: number, text: string, headers: Record<string, string> = {}): 'answered' => {
        request.resume();
        response.writeHead(status, {
          'content-type': 'text/plain; charset=utf-8',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'referrer-policy': 'no-referrer',
          ...headers,
        });
        response.end(text);
        return 'answered';
      };
      if (!hosts.includes(request.headers.host ?? ''))
        return end(403, 'Refused: this is no host of the console.');
      const origin = request.headers.origin;
      if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
        return end(403, 'Refused: a page of another origin.');
      const given = new URLSearchParams((request.url ?? '').split('?')[1] ?? '').get('code');
      if (given !== null && !isUsed && isSame(given, code)) {
        isUsed = true;
        return end(303, '', {
          location: (request.url ?? '').split('?')[0] ?? '/',
          'set-cookie': `${cookie}=${session}; Path=/; HttpOnly; SameSite=Strict`,
        });
      }
      const cookies = (request.headers.cookie ?? '').split(/; */);
      if (cookies.some((pair) => isSame(pair, `${cookie}=${session}`))) return undefined;
      return end(
        401,
        'Not let in: open the address that inlet console printed. It works once; run the command again for another.',
      );
    },
  };
}
