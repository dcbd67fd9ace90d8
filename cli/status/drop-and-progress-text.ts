import type { JobBrief, MissingFiles } from '../../lib/status/index.ts';
import { countOf, countText } from '../terminal/index.ts';

/** A drop as people know it. */
export const dropText = (drop: string | null): string => (drop === null ? '(loose files)' : `${drop}/`);

/** How far a job is. */
export const progressText = ({ progress }: JobBrief): string =>
  progress === null
    ? 'no counts yet'
    : `${countOf(progress.filesScanned, 'file')} and ${countOf(progress.resourcesScanned, 'resource')} read, ${countText(progress.resourcesImported)} imported, ${countText(progress.resourcesWithErrors)} failed`;

/** So many missing files are named in a line. */
const MOST_NAMED = 5;

/** What a manifest names and is not there: by name, else by type, else by count. */
export function missingText({ files, keys, types, lacksPage, isUnreadable }: MissingFiles): string {
  if (isUnreadable) return 'a manifest that can be read';
  if (lacksPage) return 'a page of the manifest, or several say that they are its last';
  const named =
    keys.length > 0
      ? keys
      : types.map(
          ({ type, announced, present }) => `${present} of ${countOf(announced, 'file')} of ${type} there`,
        );
  if (named.length === 0) return countOf(files, 'file');
  const shown = named.slice(0, MOST_NAMED);
  const more = keys.length > 0 ? files - shown.length : named.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${countText(more)} more` : shown.join(', ');
}
