import type { ValidatedRange } from '../../fhir/index.ts';
import type { Screen } from '../terminal/index.ts';
import { bar, bytesText, countText } from '../terminal/index.ts';
import type { InputFile } from './input-files.ts';

/** How often the line is written over. */
const REFRESH_MS = 100;

/** Shows how far a run is on a terminal, with a bar over the bytes of all files. */
export function validationProgress(
  screen: Screen,
  bytes: number,
): (file: InputFile, read: number, judged: ValidatedRange) => void {
  let current: InputFile | undefined;
  let before = 0;
  let [lines, refused, shown] = [0, 0, performance.now()];
  return (file, read, { scanned, failures }) => {
    if (current !== file) before += current?.bytes ?? 0;
    current = file;
    lines += scanned;
    refused += failures.length;
    if (performance.now() - shown < REFRESH_MS) return;
    shown = performance.now();
    const share = bytes === 0 ? 1 : (before + read) / bytes;
    screen.status(
      `  judging ${bar(share)} ${Math.floor(share * 100)} % of ${bytesText(bytes)}, ${countText(lines)} lines, ${countText(refused)} refused`,
    );
  };
}
