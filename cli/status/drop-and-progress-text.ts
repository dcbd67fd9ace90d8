import type { JobBrief } from '../../lib/status/index.ts';
import { countText } from '../terminal/index.ts';

/** A drop as people know it. */
export const dropText = (drop: string | null): string => (drop === null ? '(loose files)' : `${drop}/`);

/** How far a job is. */
export const progressText = ({ progress }: JobBrief): string =>
  progress === null
    ? 'no counts yet'
    : `${countText(progress.filesScanned)} files and ${countText(progress.resourcesScanned)} resources read, ${countText(progress.resourcesImported)} imported, ${countText(progress.resourcesWithErrors)} failed`;
