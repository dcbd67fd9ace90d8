import type { ImportProgress } from '../../local/boot/index.ts';
import { bar, bytesText, countOf, countText } from '../terminal/index.ts';

/** One line over all running imports, with a bar over their bytes. */
export function importProgressText(imports: readonly ImportProgress[]): string | undefined {
  if (imports.length === 0) return undefined;
  const sum = (member: 'bytes' | 'bytesRead' | 'files' | 'filesRead' | 'resources'): number =>
    imports.reduce((total, progress) => total + progress[member], 0);
  const bytes = sum('bytes');
  const share = bytes === 0 ? 0 : sum('bytesRead') / bytes;
  return `  importing ${bar(share)} ${Math.floor(share * 100)} % of ${bytesText(bytes)}, ${countOf(sum('resources'), 'resource')}, file ${countText(sum('filesRead'))} of ${countText(sum('files'))}`;
}
