import type { IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';

/**
 * HealthLake waits one second for the whole function. A decision waits for at most two fetches (one that was
 * under way since the start, one of its own), so a fetch gets 350 ms.
 */
const FETCH_MILLISECONDS = 350;

/** No issuer's key set is near this; an endless answer must not fill the memory. */
const MOST_BYTES = 256 * 1024;

/**
 * Fetches a JWK set: one request, no redirect (a redirect would let another host name the keys), status 200
 * only, bounded in time and size. `node:https` starts in a third of the time that `fetch` needs.
 *
 * @param limits `milliseconds` for the whole; further options of the connection
 * @returns the parsed JSON, unchecked
 * @throws whatever went wrong; the message holds nothing of the answer
 */
export async function fetchSigningKeys(
  url: string,
  { milliseconds = FETCH_MILLISECONDS, ...options }: RequestOptions & { milliseconds?: number } = {},
): Promise<unknown> {
  // Loaded here, so that a stage whose keys are all in its configuration starts without TLS.
  const { get } = await import('node:https');
  const body = await new Promise<string>((resolve, reject) => {
    const signal = AbortSignal.timeout(milliseconds);
    const headers = { accept: 'application/jwk-set+json, application/json' };
    get(url, { agent: false, ...options, headers, signal }, (response) => {
      resolve(readBody(response));
    }).on('error', reject);
  });
  try {
    return JSON.parse(body);
  } catch {
    throw new Error('The key set is not JSON');
  }
}

async function readBody(response: IncomingMessage): Promise<string> {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`The key set was answered with ${response.statusCode ?? 0}`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error(`The key set is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
