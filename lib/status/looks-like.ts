import type { S3Client } from '@aws-sdk/client-s3';
import { HEAD_BYTES, notNdjson } from '../../fhir/index.ts';
import type { ObjectPlace } from '../s3/index.ts';
import { streamObject } from '../s3/index.ts';

/**
 * Says what an object is that is no NDJSON, by its beginning, and what to do about it. Results of an import do not: each line of CSV,
 * of a web page and of UTF-16 is "Invalid JSON" to HealthLake.
 * @returns undefined where it may be NDJSON, or is not there (any more), or may not be read
 */
export async function looksLike(s3: S3Client, place: ObjectPlace): Promise<string | undefined> {
  try {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of streamObject(s3, place)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= HEAD_BYTES) break;
    }
    return notNdjson(Buffer.concat(chunks).subarray(0, HEAD_BYTES));
  } catch {
    return undefined;
  }
}
