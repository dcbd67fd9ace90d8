import type { Screen } from '../terminal/index.ts';
import { bar, bytesText, countText } from '../terminal/index.ts';
import type { InputFile } from './input-files.ts';
import type { InputPart } from './validate-input.ts';

/** How often the line is rewritten. */
const REFRESH_MS = 100;

/** Shows on a terminal how far validation is, with a bar over the bytes of all files. */
export function validationProgress(screen: Screen, files: readonly InputFile[]): (part: InputPart) => void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  let current: InputFile | undefined;
  let before = 0;
  let [lines, refused, shown] = [0, 0, Date.now()];
  return ({ file, to, range: { scanned, failures } }) => {
    if (current !== file) before += current?.bytes ?? 0;
    current = file;
    lines += scanned;
    refused += failures.length;
    if (Date.now() - shown < REFRESH_MS) return;
    shown = Date.now();
    const share = bytes === 0 ? 1 : (before + to) / bytes;
    screen.status(
      `  validating ${bar(share)} ${Math.floor(share * 100)} % of ${bytesText(bytes)}, ${countText(lines)} lines, ${countText(refused)} refused`,
    );
  };
}
