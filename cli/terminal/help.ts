import type { Command, CommandEntry } from './command.ts';

/** `inlet --help`. */
export const helpOfAll = (commands: readonly CommandEntry[]): string =>
  [
    'inlet: serverless, event-driven automation for AWS HealthLake',
    '',
    'Usage: npx inlet <command> [options]',
    '',
    ...table(commands.map(({ name, summary }) => [name, summary])),
    '',
    'npx inlet <command> --help says more about one. --color and --no-color, and NO_COLOR and FORCE_COLOR, hold for all.',
  ].join('\n');

/** `inlet <command> --help`. */
export const helpOf = ({ name, summary }: CommandEntry, { operand, options, notes = [] }: Command): string =>
  [
    summary,
    '',
    `Usage: npx inlet ${name}${operand ? ` ${operand.usage}` : ''} [options]`,
    '',
    ...table([
      ...Object.entries(options).map(([option, { help, placeholder }]): [string, string] => [
        `--${option}${placeholder === undefined ? '' : ` ${placeholder}`}`,
        help,
      ]),
      ['--help', 'this text'],
    ]),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');

function table(rows: [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
