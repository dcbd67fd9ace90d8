import { UsageError } from '../../errors/index.ts';
import type { StageResources } from './stage-resources.ts';

/** The error for what is no id that the ledger knows; it says how that is asked about where it is a key. */
export const unknownSubject = (
  subject: string,
  { stage, inboxBucket }: Pick<StageResources, 'stage' | 'inboxBucket'>,
): UsageError =>
  new UsageError(
    `the ledger of stage "${stage}" knows no import, no export and no job "${subject}"; a key is asked for as s3://${inboxBucket}/${keyIn(subject, inboxBucket)}`,
    { actual: subject, expected: 'an importId, an exportId or a jobId' },
  );

/** The key that was meant, where it looks like one: a name with an end or a folder, with or without its bucket. */
function keyIn(subject: string, inboxBucket: string): string {
  if (!/[./]/.test(subject) || /^[a-z]\w*:/i.test(subject)) return '<key>';
  const path = subject.replace(/^\.?\/+/, '');
  return path.startsWith(`${inboxBucket}/`) ? path.slice(inboxBucket.length + 1) : path;
}
