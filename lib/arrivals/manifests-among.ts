import type { S3Client } from '@aws-sdk/client-s3';
import pMap from 'p-map';
import type { KeyedManifest } from '../manifests/index.ts';
import { readManifest } from '../manifests/index.ts';
import type { ListedObject } from '../s3/index.ts';
import type { NameRules } from './classify.ts';
import { classify } from './classify.ts';

/** Manifests read concurrently. */
const CONCURRENCY = 16;

/** The manifests among what a listing shows, in its order, those that cannot be read too. */
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
      if (manifest === 'gone') return undefined;
      const isManifest = mayBeList || (manifest !== 'unreadable' && manifest.kind === 'export');
      return isManifest ? { key, manifest } : undefined;
    },
    { concurrency: CONCURRENCY },
  );
  return read.flatMap((one) => one ?? []);
}
