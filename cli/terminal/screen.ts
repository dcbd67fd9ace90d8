import type { WriteStream } from 'node:tty';
import { printable } from './printable.ts';

/** One step as the person who watches sees it: a short word and its subject. */
export interface Step {
  word: string;
  text: string;
}
/** Where a running command shows what happens: lines that stay, and below them one line that is written over. */
export interface Screen {
  line(text: string): void;
  step(step: Step, time?: Date): void;
  /** Shows what is going on now; undefined when nothing is. On a terminal only. */
  status(text: string | undefined): void;
}

const WORD_WIDTH = 12;
const CLEAR_LINE = '\r\u001b[K';

/** @param out a terminal, or a pipe or file, which gets the lines alone */
export function createScreen(
  out: Pick<WriteStream, 'write'> & { isTTY?: boolean; columns?: number },
): Screen {
  let shown = '';
  const line = (text: string): void => {
    out.write(`${shown === '' ? '' : CLEAR_LINE}${printable(text)}\n${shown}`);
  };
  return {
    line,
    step({ word, text }, time = new Date()) {
      line(`${time.toTimeString().slice(0, 8)}  ${word.padEnd(WORD_WIDTH)}${text}`);
    },
    status(text) {
      if (out.isTTY !== true) return;
      const next = printable(text ?? '').slice(0, (out.columns ?? 80) - 1);
      if (next !== shown) out.write(`${CLEAR_LINE}${next}`);
      shown = next;
    },
  };
}
