import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { ON_AWS } from '../time-limits.ts';

/** No key set, discovery document or introspection answer is near this; an endless one must not fill the memory. */
const MOST_BYTES = 256 * 1024;

/** One request; `body` makes it a POST. */
export interface FetchOptions extends RequestOptions {
  /** For the whole; what AWS leaves for it unless given. */
  milliseconds?: number;
  body?: string;
}

/** Key sets are served as either (RFC 7517 chapter 8.5.2). Firewalls refuse clients that do not say who they are. */
const HEADERS = {
  accept: 'application/json, application/jwk-set+json',
  'user-agent': 'inlet-identity-provider',
};

export type FetchJson = (url: string, options?: FetchOptions) => Promise<unknown>;

/** The answer had another status than 200. */
export class UnexpectedStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`The answer had status ${status}`);
    this.name = 'UnexpectedStatus';
    this.status = status;
  }
}

/**
 * Fetches JSON: one request, no redirect (a redirect would let another host name the keys, or see the token), status
 * 200 only, bounded in time and size. `node:https` starts in a third of the time that `fetch` needs.
 *
 * @returns the parsed JSON, unchecked
 * @throws UnexpectedStatus, or whatever else went wrong; no message holds anything of the answer
 */
export async function fetchJson(
  url: string,
  { milliseconds = ON_AWS.fetchMs, body, headers, ...options }: FetchOptions = {},
): Promise<unknown> {
  // Loaded here, so that a stage whose keys are all in its configuration starts without TLS.
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request(
      url,
      {
        agent: false,
        method: body === undefined ? 'GET' : 'POST',
        ...options,
        headers: { ...HEADERS, ...(headers as Record<string, string> | undefined) },
        signal: AbortSignal.timeout(milliseconds),
      },
      (response) => {
        resolve(readBody(response));
      },
    );
    sent.on('error', reject).end(body);
  });
  try {
    return JSON.parse(answer);
  } catch {
    throw new Error('The answer is not JSON');
  }
}

/** `fetchJson` with another limit than AWS's. */
export const fetchWithin =
  (milliseconds: number): FetchJson =>
  (url, options) =>
    fetchJson(url, { milliseconds, ...options });

async function readBody(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new UnexpectedStatus(response.statusCode ?? 0);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`The answer is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
