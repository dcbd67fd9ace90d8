import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { AwsError, parsedJson } from '../ground/index.ts';

/**
 * Reads a request's body whole. One that is too large is refused as soon as that is known, by its Content-Length before
 * anything is read; the front door drops what is left of it.
 * @throws AwsError RequestEntityTooLargeException (413) over `most` bytes
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Ended by the loop, the request would take its connection along, and the answer with it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The body of a request that may be compressed, as SDKs do with large ones of CloudWatch. @throws AwsError */
export async function readPlainBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const body = await readBody(request, most);
  if (request.headers['content-encoding'] !== 'gzip') return body;
  try {
    return gunzipSync(body, { maxOutputLength: most });
  } catch {
    throw new AwsError(
      'SerializationException',
      `The body is no gzip, or larger than ${most} bytes without it.`,
    );
  }
}

const tooLarge = (most: number): AwsError =>
  new AwsError('RequestEntityTooLargeException', `The body is larger than ${most} bytes.`, 413);

/** What people and the command line post to the local cloud itself is small. */
const MOST_JSON_BYTES = 64 * 1024;

/** Reads a body that must be a JSON object. @throws AwsError ValidationException */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const input = parsedJson((await readBody(request, MOST_JSON_BYTES)).toString('utf8'));
  if (typeof input === 'object' && input !== null) return { ...input };
  throw new AwsError('ValidationException', 'The body must be a JSON object.');
}
