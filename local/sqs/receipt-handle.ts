import { randomUUID } from 'node:crypto';

/** A new handle of one receive of a message; opaque to clients. */
export const newReceiptHandle = (messageId: string): string =>
  Buffer.from(`${messageId} ${randomUUID()}`).toString('base64');

/** Whether a text can be a handle at all; that it still fits a message is another question. */
export const isReceiptHandle = (handle: string): boolean =>
  /^[\w-]{36} [\w-]{36}$/.test(Buffer.from(handle, 'base64').toString());
