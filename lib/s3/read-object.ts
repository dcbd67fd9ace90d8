import type { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { nameOf } from '../../errors/index.ts';
import type { S3Location } from './s3-uri.ts';

/** An object of S3; without a version, its newest. */
export interface ObjectPlace extends S3Location {
  versionId?: string | null;
  /** Without quotes: only this content. S3 answers PreconditionFailed where the object has another. */
  etag?: string;
}

/** True for S3's answer that there is no such object. */
export const isMissing = (error: unknown): boolean => ['NoSuchKey', 'NotFound'].includes(nameOf(error));

/** S3's error names where a key, a version of it or the content that was named by its ETag is not there (any more). */
const GONE: ReadonlySet<string> = new Set([
  'NoSuchKey',
  'NoSuchVersion',
  'MethodNotAllowed',
  'NotFound',
  'PreconditionFailed',
]);

/** True for S3's answer that what a plan names, a key in one version with one content, is not there any more. */
export const isGone = (error: unknown): boolean => GONE.has(nameOf(error));

/** The text of an object that Inlet itself has written. @throws what S3 answers, NoSuchKey too */
export async function readObject(s3: S3Client, { bucket, key }: S3Location): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? '';
}

/** The same as bytes: a text may be longer than a string of JavaScript can be. */
export async function readBytes(s3: S3Client, { bucket, key }: S3Location): Promise<Uint8Array> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}

/**
 * The text of an object that somebody else may have written, of any size or not at all.
 * @returns undefined where there is no such object, null where it has more than `largestBytes`
 */
export async function readSmallObject(
  s3: S3Client,
  { bucket, key }: S3Location,
  largestBytes: number,
): Promise<string | null | undefined> {
  try {
    const { Body, ContentLength = 0 } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (ContentLength > largestBytes) {
      // An answer that is not read would keep its connection.
      (Body as Readable | undefined)?.destroy();
      return null;
    }
    return (await Body?.transformToString()) ?? '';
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Streams an object from a position on; a consumer that stops early ends the request.
 * @throws what S3 answers, NoSuchKey too; nothing where the position is the object's end
 */
export async function* streamObject(
  s3: S3Client,
  { bucket, key, versionId, etag }: ObjectPlace,
  start = 0,
): AsyncGenerator<Uint8Array> {
  let body: Readable | undefined;
  try {
    const { Body } = await s3.send(
      new GetObjectCommand({
        Bucket: bucket,
        Key: key,
        ...(versionId !== null && versionId !== undefined && { VersionId: versionId }),
        ...(etag !== undefined && { IfMatch: `"${etag}"` }),
        ...(start > 0 && { Range: `bytes=${start}-` }),
      }),
    );
    body = Body as Readable | undefined;
    if (body) yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (nameOf(error) !== 'InvalidRange') throw error;
  } finally {
    body?.destroy();
  }
}
