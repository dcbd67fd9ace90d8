import type { Export } from '../../../config/index.ts';
import { FixableError } from '../../../errors/index.ts';

/** What config/export-rules.ts says of the stage's own buckets by their names, of those that it takes over. */
const RULES = {
  InboxBucket: 'its files would be imported again; name another than the inbox',
  WorkBucket: 'name another than the work bucket',
  ResultsBucket: "leave it out for the stage's results bucket",
};

/**
 * Refuses an export that names one of the buckets which the stage takes over.
 * @throws FixableError ExportIntoOwnBucket
 */
export function checkExportBuckets(
  exports: readonly Export[],
  existing: Readonly<Record<string, string>>,
): void {
  for (const { name, bucket } of exports)
    for (const [logicalId, rule] of Object.entries(RULES))
      if (bucket !== undefined && bucket === existing[logicalId])
        throw new FixableError(
          'ExportIntoOwnBucket',
          `The export ${name} of config/<stage>.json has the bucket ${bucket}, which is existing${logicalId}: ${rule}.`,
        );
}
