import { parseArgs } from 'node:util';
import { FixableError } from '../errors/index.ts';
import type { Command, CommandEntry, OptionValues } from './terminal/index.ts';
import { helpOf, helpOfAll } from './terminal/index.ts';

const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'local',
    summary: 'Run the machine-local cloud: drop NDJSON files into S3, see import jobs and their events',
    load: async () => (await import('./commands/local.ts')).local,
  },
  {
    name: 'status',
    summary: 'Say what is open, or what became of a dropped file, an import or a job, on AWS or locally',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    name: 'trace',
    summary:
      'Print every log line about a dropped file, an import or a job, of all functions, on AWS or locally',
    load: async () => (await import('./commands/trace.ts')).trace,
  },
  {
    name: 'import',
    summary: 'Import what already lies in the inbox (--dry-run: show the plan), or do an import --again',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  {
    name: 'pause',
    summary: 'Let none of a route’s drops close and none of its imports start, until it is resumed',
    load: async () => (await import('./commands/pause.ts')).pause,
  },
  {
    name: 'resume',
    summary: 'Let a paused route go on',
    load: async () => (await import('./commands/resume.ts')).resume,
  },
  {
    name: 'demo',
    summary: 'Import a small made-up population on the machine-local cloud and show the whole path',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  {
    name: 'redrive',
    summary:
      'Collect the failed lines of an import from the files that were dropped, to be mended or dropped again',
    load: async () => (await import('./commands/redrive.ts')).redriveCommand,
  },
  {
    name: 'validate',
    summary:
      'Say what HealthLake would refuse of NDJSON files, before anything is uploaded; no cloud is needed',
    load: async () => (await import('./commands/validate.ts')).validate,
  },
  {
    name: 'token',
    summary: 'Mint a bearer token for the local cloud, or explain one (--check)',
    load: async () => (await import('./commands/token.ts')).token,
  },
  {
    name: 'build',
    summary: 'Build the Lambda bundles of a stage into dist/<stage>/',
    load: async () => (await import('./commands/build.ts')).build,
  },
  {
    name: 'package',
    summary: 'Package a stage as it would be deployed (CloudFormation template and zips), without an account',
    load: async () => (await import('./commands/package.ts')).packageCommand,
  },
  {
    name: 'generate',
    summary: 'Write what is made from the schemas: types and the pages of docs/',
    load: async () => (await import('./commands/generate.ts')).generate,
  },
  {
    name: 'bench',
    summary: 'Measure speed, each figure beside a yardstick in the same run',
    load: async () => (await import('./commands/bench.ts')).bench,
  },
];

/** Exit code for a command line that cannot be understood. */
const USAGE = 2;

/** Runs one command line and returns its exit code. */
export async function main(args: string[], commands: readonly CommandEntry[] = COMMANDS): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(helpOfAll(commands));
    return name === undefined ? USAGE : 0;
  }
  const entry = commands.find((candidate) => candidate.name === name);
  if (!entry) {
    console.error(`inlet: there is no command "${name}".\n\n${helpOfAll(commands)}`);
    return USAGE;
  }
  const command = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(helpOf(entry, command));
    return 0;
  }
  const line = readLine(command, rest);
  if (typeof line === 'string') {
    console.error(`inlet ${name}: ${line}\nnpx inlet ${name} --help lists the options.`);
    return USAGE;
  }
  try {
    return await command.run(line.values, line.operand, line.more);
  } catch (error) {
    console.error(`inlet ${name}: ${textOf(error)}`);
    return 1;
  }
}

/** An error that a person can fix says all in its message; any other is shown with its stack and those of its causes. */
const textOf = (error: unknown): string => (error instanceof FixableError ? error.message : stackOf(error));

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  // `fetch failed` and the like: what happened is in the cause alone.
  return error.cause === undefined ? stack : `${stack}\ncaused by ${stackOf(error.cause)}`;
}

/** Reads what follows a command's name; a text where it cannot be understood. */
function readLine(
  { operand, options }: Command,
  args: string[],
): { values: OptionValues; operand?: string; more?: readonly string[] } | string {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: operand !== undefined });
    const [given, ...more] = positionals;
    if (more[0] !== undefined && !operand?.usage.endsWith('...')) return `${more[0]}: one is enough`;
    if (given === undefined)
      return operand?.usage.startsWith('<') ? `${operand.usage} is missing` : { values };
    return { values, operand: given, more };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
