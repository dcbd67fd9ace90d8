import type { Screen } from '../terminal/index.ts';
import { bar, bytesText, countOf, countText } from '../terminal/index.ts';
import type { InputFile } from './input-files.ts';
import type { InputPart } from './validate-input.ts';

/** How often the line is rewritten. */
const REFRESH_MS = 100;

/** A bar that leaves room for what stands behind it. */
const BAR_WIDTH = 12;

/** Shows how far validation is. */
export interface ValidationProgress {
  validated: (part: InputPart) => void;
  /** @param bytes of the packed file that are read */
  unpacking: (file: InputFile, bytes: number) => void;
}

/**
 * Shows how far validation is, with a bar over the bytes of all files as they lie there, the bytes of a second and the time that is
 * left at this speed: on a terminal all the time, elsewhere as the screen does.
 * @param now epoch milliseconds
 */
export function validationProgress(
  screen: Screen,
  files: readonly InputFile[],
  now: () => number = Date.now,
): ValidationProgress {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const begun = now();
  let current: InputFile | undefined;
  let before = 0;
  let [lines, refused, shown] = [0, 0, begun];

  const show = (text: () => string): void => {
    if (now() - shown < REFRESH_MS) return;
    shown = now();
    screen.status(text());
  };

  return {
    validated({ file, share, range: { scanned, failures } }) {
      if (current !== file) before += current?.bytes ?? 0;
      current = file;
      lines += scanned;
      refused += failures.length;
      const done = before + share * file.bytes;
      show(
        () =>
          `  validating ${shareText(done, bytes)}, ${speedText(done, bytes - done, now() - begun)}, ${countText(refused)} refused, ${countOf(lines, 'line')}`,
      );
    },
    unpacking(file, read) {
      show(() => `  unpacking ${shareText(read, file.bytes)}: ${file.name}`);
    },
  };
}

function shareText(done: number, bytes: number): string {
  const share = bytes === 0 ? 1 : done / bytes;
  return `${bar(share, BAR_WIDTH)} ${Math.floor(share * 100)} % of ${bytesText(bytes)}`;
}

/** "250.0 MB/s, 1 min 5 s left" */
function speedText(done: number, left: number, ms: number): string {
  const perSecond = (done / Math.max(ms, 1)) * 1000;
  const seconds = perSecond === 0 ? 0 : Math.ceil(left / perSecond);
  return `${bytesText(Math.round(perSecond))}/s, ${durationText(seconds)} left`;
}

function durationText(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
