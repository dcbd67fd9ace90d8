import { createHash, createHmac } from 'node:crypto';

/** What events and logs call an S3 key, or a folder. */
export type NameOfKey = (key: string) => string;

/** By itself. */
export const plainKeys: NameOfKey = (key) => key;

/**
 * By keyed hashes, one for each segment, so that what lies in one folder is still seen to do so. The same key has the same
 * name everywhere in a stage; nobody gets the key back out of it.
 */
export const hiddenKeys =
  (hashKey: string): NameOfKey =>
  (key) =>
    key
      .split('/')
      .map((segment) => (segment === '' ? '' : `k-${hashOf(hashKey, segment)}`))
      .join('/');

const hashOf = (hashKey: string, segment: string): string =>
  createHmac('sha256', hashKey).update(segment).digest('hex').slice(0, 16);

/**
 * The key of a stage's hashes, made from the ARN of its KMS key: it differs from stage to stage, is nowhere in the code,
 * and stays the same for the life of the stage. Who knows neither account nor key cannot try texts out; who may see the
 * key's ARN in the account could, so a hash is no more than a name for a text.
 */
export const hashKeyOf = (kmsKeyArn: string): string =>
  createHash('sha256').update(`inlet result texts ${kmsKeyArn}`).digest('hex');
