import { failureText, isFixable } from './failure-text.ts';
import { fitted, hasShortened } from './fit.ts';
import { painted } from './paint.ts';
import { printable, printableLines } from './printable.ts';

/** Lines as a person sees them: nothing in them steers the terminal, and each fits. */
export const forPeople = (lines: readonly string[]): string[] => lines.map(printable).flatMap(fitted);

/** Shows lines to a person, on standard output or error: in colours where that is a terminal. What programs read is printed otherwise. */
export function tell(lines: readonly string[], to: 'stdout' | 'stderr' = 'stdout'): void {
  const print = to === 'stdout' ? console.log : console.error;
  const shown = forPeople(lines).map((line) => painted(line, process[to]));
  if (shown.length > 0) print(shown.join('\n'));
}

/** Says at a command's end how what was shortened is seen whole: somebody may copy it. */
export function tellOfShortened(command: string): void {
  if (hasShortened())
    tell([`inlet ${command}: "..." stands for a part of a long name: --verbose shows all of it`], 'stderr');
}

/** Says why a command failed; a stack, which is of Inlet's own places, as it is. */
export function tellFailure(command: string, error: unknown): void {
  const text = `inlet ${command}: ${failureText(error)}`;
  if (isFixable(error)) tell(text.split('\n'), 'stderr');
  else console.error(printableLines(text));
}
