import { UsageError, typedInlet } from '../../errors/index.ts';
import type { StageResources } from './stage-resources.ts';

/** The error for what is no id that the ledger knows; it says how that is asked about where it is a key, and where it is nearly an id. */
export const unknownSubject = (
  subject: string,
  { stage, inboxBucket }: Pick<StageResources, 'stage' | 'inboxBucket'>,
): UsageError =>
  new UsageError(
    `the ledger of stage "${stage}" knows no import, no export and no job "${subject}"${
      LIKE_AN_ID.test(subject)
        ? `: an id is given whole and in small letters, as ${typedInlet(stage)`status --all`} shows it`
        : `; a key is asked for as s3://${inboxBucket}/${keyIn(subject, inboxBucket)}`
    }`,
    { actual: subject, expected: 'an importId, an exportId or a jobId' },
  );

/** As imports, exports and jobs have one, in whatever case and however much of it. */
const LIKE_AN_ID = /^(?:(?:imp|exp)-[\w-]+|[0-9a-f]{32})$/i;

/** How an address of S3 begins, also where a slash is missing. */
const ADDRESS = /^(?:s3:\/*|arn:aws[\w-]*:s3:::)/i;

/** The key that was meant, where it looks like one: a name with an end or a folder, with or without its bucket. */
function keyIn(subject: string, inboxBucket: string): string {
  const path = subject.replace(ADDRESS, '').replace(/^\.?\/+/, '');
  if (path.startsWith(`${inboxBucket}/`)) return path.slice(inboxBucket.length + 1);
  return /[./]/.test(subject) && !/^[a-z]\w*:/i.test(subject) ? path : '<key>';
}
