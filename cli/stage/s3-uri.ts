import { UsageError } from '../../errors/index.ts';
import type { StageResources } from './stage-resources.ts';

/**
 * The key (or prefix) of an `s3://bucket/key` of the stage's inbox.
 * @throws UsageError for any other text or bucket
 */
export function inboxKeyOf(
  uri: string,
  { stage, inboxBucket }: Pick<StageResources, 'stage' | 'inboxBucket'>,
): string {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? [];
  if (bucket === undefined) throw new UsageError(`${uri}: this is no s3://bucket/key`);
  if (bucket !== inboxBucket) {
    throw new UsageError(
      `${uri}: only what lies in the inbox of stage "${stage}" is Inlet's. Copy it there: aws s3 cp ${uri} s3://${inboxBucket}/${key}${uri.endsWith('/') ? ' --recursive' : ''}`,
    );
  }
  return key;
}
