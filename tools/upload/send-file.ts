import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';

/**
 * Sends a file, or the bytes from `start` to `end` of it, as a stream. The SDK makes streams of a body to whose errors nobody listens:
 * a file that cannot be read would end the process. So the body itself has no error, and only comes to a halt.
 * @param send to be stopped by the signal where the file cannot be read
 * @throws the error of the file system, or that of `send`
 */
export async function sendFile<T>(
  file: string,
  bytes: { start?: number; end?: number },
  send: (body: Readable, abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const read = createReadStream(file, bytes);
  const body = read.pipe(new PassThrough());
  const stop = new AbortController();
  const { promise: unreadable, reject } = Promise.withResolvers<never>();
  read.once('error', (error) => {
    reject(error);
    stop.abort();
  });
  try {
    return await Promise.race([unreadable, send(body, stop.signal)]);
  } finally {
    read.destroy();
    body.destroy();
  }
}
