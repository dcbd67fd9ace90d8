import { typed } from '../../errors/index.ts';
import { incompleteDropAdvice, rejectionAdvice } from '../../events/index.ts';
import type { DropDecision } from '../drops/index.ts';
import { folderOfKey } from '../manifests/index.ts';
import { formatS3Uri } from '../s3/index.ts';
import type { MissingFiles } from './inbox-document.ts';

/** So many of the missing keys are named, as in the "Drop Incomplete" event. */
const MOST_NAMED = 20;

/** What a drop's manifest names and the inbox has not; null where the drop does not wait for such. */
export function missingOf(decision: DropDecision): MissingFiles | null {
  const incomplete = 'incomplete' in decision ? decision.incomplete.incomplete : undefined;
  return (
    (incomplete && {
      manifest: incomplete.key,
      files: incomplete.missingFiles,
      keys: incomplete.missing.slice(0, MOST_NAMED),
      types: incomplete.types.filter(({ announced, present }) => present < announced).slice(0, MOST_NAMED),
      lacksPage: incomplete.lacksPage,
      isUnreadable: incomplete.isUnreadable,
    }) ??
    null
  );
}

/** What to do about a drop that waits for files: the event's advice, with what is missing and where to put it. */
export function nextStepOfMissing(
  { manifest, files, keys: [first], isUnreadable }: MissingFiles,
  inboxBucket: string,
): string {
  const folder = formatS3Uri({ bucket: inboxBucket, key: folderOfKey(manifest) });
  if (isUnreadable) return `${rejectionAdvice['manifest-unreadable']} The folder is ${typed`${folder}`}.`;
  const named = first === undefined ? '' : ` (${first}${files > 1 ? ', ...' : ''})`;
  return `${incompleteDropAdvice.replace('the missing files', `the missing files${named}`)} The folder is ${typed`${folder}`}.`;
}
