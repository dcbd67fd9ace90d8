/**
 * In: buckets, prefixes and keys.
 * Out: listings in S3's order, copies, objects read by ranges.
 * Touches: S3 by the client that it is given.
 */
export { copyObject } from './copy-object.ts';
export type { GrowingObject } from './growing-object.ts';
export { append, finish, newObject } from './growing-object.ts';
export { inS3Order } from './key-order.ts';
export type { ListedObject, ListedVersion } from './listing.ts';
export { listCurrentVersions, listObjects } from './listing.ts';
export { isMissing, readObject, streamObject } from './read-object.ts';
