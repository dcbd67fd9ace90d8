import type { ReadStream } from 'node:fs';
import { createReadStream } from 'node:fs';

/**
 * Sends a file, or the bytes from `start` to `end` of it, as a stream. The SDK listens to no error of a body: one that cannot be
 * read would end the process.
 * @param send to be stopped by the signal where the file cannot be read
 * @throws the error of the file system, or that of `send`
 */
export async function sendFile<T>(
  file: string,
  bytes: { start?: number; end?: number },
  send: (body: ReadStream, abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const body = createReadStream(file, bytes);
  const stop = new AbortController();
  const { promise: unreadable, reject } = Promise.withResolvers<never>();
  body.once('error', (error) => {
    reject(error);
    stop.abort();
  });
  try {
    return await Promise.race([unreadable, send(body, stop.signal)]);
  } finally {
    body.destroy();
  }
}
