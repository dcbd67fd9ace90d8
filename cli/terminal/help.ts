import type { Command, CommandEntry } from './command.ts';
import { optionsOf } from './command.ts';
import { wrapped } from './fit.ts';

/** `inlet --help`. */
export const helpOfAll = (commands: readonly CommandEntry[]): string =>
  [
    'inlet: serverless, event-driven automation for AWS HealthLake',
    '',
    'Usage: npx inlet <command> [options]',
    '',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    ...wrapped(
      '`npx inlet <command> --help` says more about one. --color and --no-color, and NO_COLOR and FORCE_COLOR, hold for all.',
      0,
    ),
  ].join('\n');

/** `inlet <command> --help`. */
export const helpOf = (
  { name, summary }: CommandEntry,
  { operand, notes = [], examples = [], ...command }: Command,
): string =>
  [
    ...wrapped(summary, 0),
    '',
    `Usage: npx inlet ${name}${operand ? ` ${operand.usage}` : ''} [options]`,
    '',
    ...table([
      ...Object.entries(optionsOf(command)).map(([option, { help, placeholder }]): [string, string] => [
        `--${option}${placeholder === undefined ? '' : ` ${placeholder}`}`,
        help,
      ]),
      ['--help', 'this text'],
    ]),
    ...(notes.length > 0 ? ['', ...notes.flatMap((note) => wrapped(note, 0))] : []),
    ...(examples.length > 0
      ? ['', 'For example:', ...examples.map((line) => `  npx inlet ${name} ${line}`.trimEnd())]
      : []),
  ].join('\n');

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => wrapped(`  ${left.padEnd(width)}  ${right}`, width + 4));
}
