import type { S3Client } from '@aws-sdk/client-s3';
import { HeadObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { typed, typedInlet } from '../../errors/index.ts';
import { adviceOnRejection } from '../../events/index.ts';
import { classify } from '../arrivals/index.ts';
import type { ObjectClass } from '../arrivals/index.ts';
import { folderOfKey, isExportLog, readManifest } from '../manifests/index.ts';
import { placeOf } from '../routes/index.ts';
import { formatS3Uri } from '../s3/index.ts';
import type { FoundObject } from './inbox-document.ts';
import type { StatusDeps } from './status-deps.ts';

type Place = Pick<StatusDeps, 's3' | 'inboxBucket' | 'routes'>;

/** Looks at what the inbox holds under a key now, and says what that is to Inlet. */
export async function findObject(deps: Place, key: string): Promise<FoundObject> {
  const size = await sizeOf(deps, key);
  const folder = key === '' || key.endsWith('/') ? key : `${key}/`;
  if (size === undefined || (size === 0 && key.endsWith('/'))) {
    const below = await firstBelow(deps, folder);
    if (below !== undefined) return { as: 'folder', example: below };
  }
  if (size === undefined) return { as: 'nothing', example: null };
  const place = placeOf(key, deps.routes);
  return classed(deps, key, classify(key, size, place?.route), place !== undefined);
}

async function classed(
  deps: Place,
  key: string,
  found: ObjectClass,
  hasRoute: boolean,
): Promise<FoundObject> {
  switch (found.kind) {
    case 'hidden':
      return { as: 'hidden', example: found.below };
    case 'rejected':
      return { as: 'rejected', example: null, reason: found.reason };
    case 'placeholder':
    case 'tolerated':
      return { as: found.kind, example: null };
    case 'marker':
    case 'manifest-page':
    case 'import-file':
      break;
  }
  if (!hasRoute) return { as: 'rejected', example: null, reason: 'no-route' };
  if (found.kind === 'import-file')
    return { as: (await isExportLog(deps.s3, deps.inboxBucket, key)) ? 'export-log' : 'file', example: null };
  if (found.kind === 'marker' && found.marker === 'success') return { as: 'marker', example: null };
  const manifest = await readManifest(deps.s3, deps.inboxBucket, key);
  if (found.kind === 'manifest-page')
    return typeof manifest === 'object' && manifest.kind === 'export'
      ? { as: 'manifest', example: null }
      : classed(deps, key, found.otherwise, hasRoute);
  return manifest === 'unreadable'
    ? { as: 'rejected', example: null, reason: 'manifest-unreadable' }
    : { as: 'manifest', example: null };
}

/** The size of an object, bytes; undefined where there is none. */
async function sizeOf({ s3, inboxBucket }: Place, key: string): Promise<number | undefined> {
  if (key === '') return undefined;
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket: inboxBucket, Key: key }))).ContentLength ?? 0;
  } catch (error) {
    if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
    throw error;
  }
}

/** The first object below a folder that is not the folder's own placeholder. */
async function firstBelow(
  { s3, inboxBucket }: { s3: S3Client; inboxBucket: string },
  folder: string,
): Promise<string | undefined> {
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: inboxBucket, Prefix: folder, MaxKeys: 2 }),
  );
  return Contents.map(({ Key = '' }) => Key).find((key) => key !== '' && key !== folder);
}

/** What to do next about a key of which nothing is recorded, by what lies there. */
export function nextStepOfFound(
  stage: string,
  { as, example, reason }: FoundObject,
  bucket: string,
  key: string,
): string {
  const inlet = typedInlet(stage);
  const uri = formatS3Uri({ bucket, key });
  const folder = formatS3Uri({ bucket, key: folderOfKey(key) });
  switch (as) {
    case 'nothing':
      return `See what lies there: ${typed`aws s3 ls ${folder}`}`;
    case 'folder':
      return `Ask about a file in it: ${inlet`status ${formatS3Uri({ bucket, key: example ?? '' })}`}. ${inlet`import ${uri.endsWith('/') ? uri : `${uri}/`} --dry-run`} says what of it is new.`;
    case 'hidden':
      return `Nothing: ${example ?? key} is a hidden name, and what has one is not imported (hiddenNames of its route); write the file under another name to have it imported.`;
    case 'tolerated':
      return 'Nothing: what has this name is left where it is and not imported (toleratedNames of its route).';
    case 'placeholder':
      return 'Nothing: it stands for a folder and has nothing to import.';
    case 'marker':
    case 'manifest':
    case 'export-log':
      return `Nothing: it is not imported itself. ${inlet`status`} shows whether its drop is open, and ${inlet`import ${folder} --dry-run`} what of it is new.`;
    case 'rejected':
      return reason === undefined ? 'See the "Import File Rejected" event.' : adviceOnRejection(reason, key);
    case 'file':
      return `Nothing is recorded of it: if it lies there for more than a few minutes, ${inlet`import ${uri}`} takes it.`;
  }
}
