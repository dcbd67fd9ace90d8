import type { WriteStream } from 'node:tty';
import { lineWidth, shortened, wrapped } from './fit.ts';
import { painted } from './paint.ts';
import { printable } from './printable.ts';
import { forPeople } from './tell.ts';

/** One step as the person who watches sees it: a short word and its subject. */
export interface Step {
  word: string;
  text: string;
}
/** Where a running command shows what happens: lines that stay, and below them one line that is written over. */
export interface Screen {
  line(text: string): void;
  step(step: Step, time?: Date): void;
  /** Shows what is going on now; undefined when nothing is. Where nobody watches, as a line every ten seconds. */
  status(text: string | undefined): void;
}

const WORD_WIDTH = 12;
/** In the log of a CI run, between two lines that say how far it is. */
const BETWEEN_LINES_MS = 10_000;
const CLEAR_LINE = '\r\u001b[K';

/** Where the text of a step begins, and its lines behind the first. */
const INDENT = 10 + WORD_WIDTH;

/**
 * @param out a terminal, or a pipe or file, which gets the lines alone
 */
export function createScreen(
  out: Pick<WriteStream, 'write'> & { isTTY?: boolean; columns?: number },
  { now = Date.now } = {},
): Screen {
  let shown = '';
  let toldAt = now();
  const line = (text: string): void => {
    const lines = forPeople([text]).map((one) => `${painted(one, out)}\n`);
    out.write(`${shown === '' ? '' : CLEAR_LINE}${lines.join('')}${shown}`);
  };
  return {
    line,
    step({ word, text }, time = new Date()) {
      const whole = `${time.toTimeString().slice(0, 8)}  ${word.padEnd(WORD_WIDTH)}${shortened(text, lineWidth() - INDENT)}`;
      wrapped(printable(whole), INDENT).forEach(line);
    },
    status(text) {
      if (out.isTTY !== true) {
        if (text === undefined || now() - toldAt < BETWEEN_LINES_MS) return;
        toldAt = now();
        line(text.trim());
        return;
      }
      const next = printable(text ?? '').slice(0, (out.columns ?? 80) - 1);
      if (next !== shown) out.write(`${CLEAR_LINE}${next}`);
      shown = next;
    },
  };
}
