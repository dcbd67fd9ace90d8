import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT_ID, REGION } from '../../local/ground/account.ts';
import { awsCommand } from './aws-command.ts';
import type { CliSession } from './programs.ts';
import { runInlet } from './run-inlet.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'docs', 'operations.md');

/** The section of docs/operations.md about an alarm: its text, and the lines of its shell blocks. */
export function runbookOf(section: string): { text: string; lines: string[] } {
  const page = readFileSync(PAGE, 'utf8');
  const [, rest] = page.split(`\n### ${section}\n`);
  if (rest === undefined) throw new Error(`docs/operations.md has no section ${section}`);
  const [text = ''] = rest.split(/\n##+ /);
  const lines = [...text.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
    block.split('\n').filter((line) => line !== ''),
  );
  return { text, lines };
}

/** What the page leaves to its reader, by what stands in angle brackets; a function gets what the last line printed. */
export type Values = Readonly<Record<string, string | ((printed: string) => string)>>;

export interface Reader {
  url: string;
  /** Epoch milliseconds. */
  now: () => number;
  /** The AWS CLI, where it is there; else the SDK does what it would. */
  cli: CliSession | undefined;
  /** Where commands write files. */
  folder: string;
}

/** Runs the lines of a section as its reader would. @throws Error with the line that did not work */
export async function runLines(lines: readonly string[], values: Values, reader: Reader): Promise<void> {
  let printed = '';
  for (const line of lines) {
    const words = wordsOf(line).map((word) => filled(word, values, printed, reader));
    printed = await runLine(words, reader).catch((error: unknown) => {
      throw new Error(`the line "${line}" did not work`, { cause: error });
    });
  }
}

/** Fills in what stands in angle brackets, the innermost first. */
function filled(word: string, values: Values, printed: string, reader: Reader): string {
  const next = word.replaceAll(/<([^<>]+)>/g, (_, name: string) => valueOf(name, values, printed, reader));
  return next === word ? word : filled(next, values, printed, reader);
}

function valueOf(name: string, values: Values, printed: string, { url, now }: Reader): string {
  const [, kind, queue = ''] = /^(url|arn) of (.+)$/.exec(name) ?? [];
  if (kind === 'url') return `${url}/${ACCOUNT_ID}/${queue}`;
  if (kind === 'arn') return `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${queue}`;
  if (name === 'stage') return 'local';
  if (name === 'now') return new Date(now()).toISOString();
  if (name === 'an hour ago') return new Date(now() - 3_600_000).toISOString();
  const value = values[name];
  if (value === undefined) throw new Error(`nothing to put in the place of <${name}>`);
  return typeof value === 'string' ? value : value(printed);
}

async function runLine([program, ...words]: string[], { url, cli, folder }: Reader): Promise<string> {
  // Version 1 of the CLI goes by no environment for SQS.
  if (program === 'aws') return cli ? cli.aws('--endpoint-url', url, ...words) : awsCommand(url, words);
  const [, command = '', ...args] = words;
  const more = command === 'redrive' ? ['--to', join(folder, 'redrive')] : [];
  const { code, stdout, stderr } = await runInlet(url, [command, ...args, ...more]);
  // What status and redrive find may be the very thing that the alarm is about.
  if (code > 1 || (code === 1 && !['status', 'redrive'].includes(command)))
    throw new Error(`${stdout}${stderr}`);
  return stdout;
}

/** The words of a line, as a shell reads its quotes. */
const wordsOf = (line: string): string[] => {
  // What stands in angle brackets is one word, whatever spaces it has.
  const matches = line.matchAll(/(?:<[^<>]*(?:<[^<>]*>[^<>]*)*>|'[^']*'|"[^"]*"|[^\s'"<])+/g);
  return [...matches].map(([word]) => word.replaceAll(/^['"]|['"]$/g, ''));
};
