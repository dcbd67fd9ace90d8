import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { PassThrough } from 'node:stream';

/** Sends a body, to be stopped by the signal. */
type Send<T> = (body: Readable, abortSignal: AbortSignal) => Promise<T>;

/**
 * Sends what comes from elsewhere. The SDK makes streams of a body to whose errors nobody listens: one that breaks off would end the
 * process. So the body itself has no error, and only comes to a halt.
 * @throws the error of the source, or that of `send`
 */
export async function sendStream<T>(source: Readable, send: Send<T>): Promise<T> {
  const body = source.pipe(new PassThrough());
  const stop = new AbortController();
  const { promise: broken, reject } = Promise.withResolvers<never>();
  source.once('error', (error) => {
    reject(error);
    stop.abort();
  });
  try {
    return await Promise.race([broken, send(body, stop.signal)]);
  } finally {
    source.unpipe(body);
    body.destroy();
  }
}

/** The same of a file, or of the bytes from `start` to `end` of it. */
export async function sendFile<T>(
  file: string,
  bytes: { start?: number; end?: number },
  send: Send<T>,
): Promise<T> {
  const read = createReadStream(file, bytes);
  try {
    return await sendStream(read, send);
  } finally {
    read.destroy();
  }
}
