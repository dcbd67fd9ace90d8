/**
 * In: command lines and what is to be shown.
 * Out: options and help; lines, tables and progress on a terminal.
 * Touches: standard output and error.
 */
export type { Command, CommandEntry, Option, OptionValues, TextForm } from './command.ts';
export { completionOf } from './completion.ts';
export { didYouMean } from './did-you-mean.ts';
export { failureText } from './failure-text.ts';
export { bar, bytesText, countOf, countText, facts, section, tableLines, timeText } from './format.ts';
export { helpOf, helpOfAll } from './help.ts';
export { numberOf, readLine } from './read-line.ts';
export { createRedraw } from './redraw.ts';
export type { Screen, Step } from './screen.ts';
export { createScreen } from './screen.ts';
export { fitTo, showWhole, wrapped } from './fit.ts';
export { takeColourChoice } from './paint.ts';
export { printable } from './printable.ts';
export { forPeople, tell, tellFailure, tellOfShortened } from './tell.ts';
