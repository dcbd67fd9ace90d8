/** A bucket, and a key or a prefix in it. The key is empty where the whole bucket is meant. */
export interface S3Location {
  bucket: string;
  key: string;
}

/** A bucket's name has no slash; a key may have any character, line breaks included (S3 user guide, "Naming objects"). */
const S3_URI = /^s3:\/\/([^/]+)(?:\/([^]*))?$/;

/**
 * Reads `s3://bucket/key`, as HealthLake's requests and events write it: the key is neither encoded nor trimmed, so a
 * folder keeps the slash at its end. `s3://bucket` and `s3://bucket/` both name the whole bucket.
 *
 * @returns undefined for any other text
 */
export function parseS3Uri(uri: string): S3Location | undefined {
  const [, bucket, key = ''] = S3_URI.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket, key };
}

/** Writes what `parseS3Uri` reads; a whole bucket with a slash at its end. */
export const formatS3Uri = ({ bucket, key }: S3Location): string => `s3://${bucket}/${key}`;

/** A folder that a URI names, with a slash at the end of its key whether the URI has one or not; undefined for a whole bucket. */
export function folderAt(uri: string): S3Location | undefined {
  const place = parseS3Uri(uri);
  if (!place || place.key === '') return undefined;
  return place.key.endsWith('/') ? place : { ...place, key: `${place.key}/` };
}
