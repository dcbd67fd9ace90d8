import type { IncomingMessage } from 'node:http';
import { AwsError } from '../ground/index.ts';

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
