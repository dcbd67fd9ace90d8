import type { IncomingMessage } from 'node:http';
import { AwsError, parsedJson } from '../ground/index.ts';

/** Reads a request's body whole. @throws AwsError RequestEntityTooLarge (413) over `most` bytes */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > most)
      throw new AwsError('RequestEntityTooLargeException', `The body is larger than ${most} bytes.`, 413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What people and the command line post to the local cloud itself is small. */
const MOST_JSON_BYTES = 64 * 1024;

/** Reads a body that must be a JSON object. @throws AwsError ValidationException */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const input = parsedJson((await readBody(request, MOST_JSON_BYTES)).toString('utf8'));
  if (typeof input === 'object' && input !== null) return { ...input };
  throw new AwsError('ValidationException', 'The body must be a JSON object.');
}
