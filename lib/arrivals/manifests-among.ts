import type { S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { KeyedManifest } from '../manifests/index.ts';
import { readManifest } from '../manifests/index.ts';
import type { ListedObject } from '../s3/index.ts';
import type { NameRules } from './classify.ts';
import { classify } from './classify.ts';

/** Manifests read concurrently. */
const CONCURRENCY = 16;

/** The manifests among what a listing shows, in its order. One that cannot be read was reported when it was recorded. */
export async function manifestsAmong(
  { s3, inboxBucket }: { s3: S3Client; inboxBucket: string },
  objects: Iterable<ListedObject>,
  route: NameRules,
): Promise<KeyedManifest[]> {
  const named = [...objects].flatMap(({ key, size }) => {
    const found = classify(key, size, route);
    if (found.kind === 'manifest-page') return { key, mayBeList: false };
    return found.kind === 'marker' && found.marker === 'manifest' ? { key, mayBeList: true } : [];
  });
  const read = await pMap(
    named,
    async ({ key, mayBeList }): Promise<KeyedManifest | undefined> => {
      const manifest = await readManifest(s3, inboxBucket, key);
      if (typeof manifest !== 'object') return undefined;
      return manifest.kind === 'export' || mayBeList ? { key, manifest } : undefined;
    },
    { concurrency: CONCURRENCY },
  );
  return read.flatMap((one) => one ?? []);
}
