import { createHash, createHmac } from 'node:crypto';

/** Gives an S3 key, or a folder, as events and logs show it. */
export type KeyMask = (key: string) => string;

/** Shows keys as they are. */
export const noKeyMask: KeyMask = (key) => key;

/**
 * Shows keyed hashes instead, one for each segment, so that objects of one folder can still be recognized as such. The
 * same key has the same mask everywhere in a stage; the key cannot be read out of it.
 */
export const hmacKeyMask =
  (hmacSecret: string): KeyMask =>
  (key) =>
    key
      .split('/')
      .map((segment) => (segment === '' ? '' : `k-${hashOf(hmacSecret, segment)}`))
      .join('/');

const hashOf = (hmacSecret: string, segment: string): string =>
  createHmac('sha256', hmacSecret).update(segment).digest('hex').slice(0, 16);

/**
 * The secret of a stage's keyed hashes, derived from the ARN of its KMS key: it differs from stage to stage, is nowhere in
 * the code, and stays the same for the life of the stage. Without account and key id, guessed texts cannot be tested
 * against a hash. Whoever may see the key's ARN in the account can, so a hash identifies a text and protects it no further.
 */
export const hmacSecretOf = (kmsKeyArn: string): string =>
  createHash('sha256').update(`inlet result texts ${kmsKeyArn}`).digest('hex');
