/** Bucket and key of `s3://bucket/key`; the key is empty for a whole bucket. */
export function parseS3Uri(uri: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/su.exec(uri) ?? [];
  return { bucket, key };
}

/** A URI or key as a folder: with one slash at its end. */
export const asFolder = (path: string): string => (path === '' || path.endsWith('/') ? path : `${path}/`);
