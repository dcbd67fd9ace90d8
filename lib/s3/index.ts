/**
 * In: buckets, prefixes and keys, or the S3 URIs that name them.
 * Out: listings in S3's order, copies, objects read whole or streamed.
 * Touches: S3 by the client that it is given.
 */
export { copyObject } from './copy-object.ts';
export { exportedFileOf } from './exported-file.ts';
export type { GrowingObject } from './growing-object.ts';
export { append, finish, newObject } from './growing-object.ts';
export { inS3Order } from './key-order.ts';
export type { KeyVersions } from './key-versions.ts';
export { versionsOfKeys } from './key-versions.ts';
export type { ListedObject, ListedVersion } from './listing.ts';
export { listCurrentVersions, listObjects } from './listing.ts';
export type { ObjectPlace } from './read-object.ts';
export { isGone, isMissing, readBytes, readObject, readSmallObject, streamObject } from './read-object.ts';
export type { S3Location } from './s3-uri.ts';
export { folderAt, formatS3Uri, parseS3Uri } from './s3-uri.ts';
