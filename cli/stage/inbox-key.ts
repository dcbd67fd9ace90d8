import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { UsageError, typed } from '../../errors/index.ts';
import { formatS3Uri, parseS3Uri } from '../../lib/s3/index.ts';
import type { StageResources } from './stage-resources.ts';

/**
 * The key (or prefix) of an `s3://bucket/key` of the stage's inbox.
 * @throws UsageError for any other text or bucket
 */
export function inboxKeyOf(
  uri: string,
  { stage, inboxBucket }: Pick<StageResources, 'stage' | 'inboxBucket'>,
): string {
  const place = parseS3Uri(uri);
  if (!place)
    throw new UsageError(`${uri}: this is no s3://bucket/key. ${adviceOnPath(uri, inboxBucket)}`, {
      actual: uri,
      expected: 's3://bucket/key',
    });
  const { bucket, key } = place;
  if (bucket !== inboxBucket) {
    const own = formatS3Uri({ bucket: inboxBucket, key });
    throw new UsageError(
      `${uri}: only what lies in the inbox of stage "${stage}" is Inlet's. Copy it there: ${uri.endsWith('/') ? typed`aws s3 cp ${uri} ${own} --recursive` : typed`aws s3 cp ${uri} ${own}`}`,
      { actual: bucket, expected: inboxBucket },
    );
  }
  return key;
}

/** What to do with a path of this machine, or with what looks like a key. */
function adviceOnPath(path: string, inboxBucket: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  const inbox = `s3://${inboxBucket}/`;
  if (found?.isDirectory())
    return `A folder of this machine is dropped: ${typed`aws s3 cp ${path} ${`${inbox}${basename(path)}/`} --recursive`}`;
  if (found) return `A file of this machine is dropped: ${typed`aws s3 cp ${path} ${inbox}`}`;
  return `In the inbox it would be ${inbox}${path.replace(/^\/+/, '')}`;
}
