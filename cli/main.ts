import { parseArgs } from 'node:util';
import type { Command, CommandEntry, OptionValues } from './command.ts';
import { helpOf, helpOfAll } from './help.ts';

const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'local',
    summary: 'Run the machine-local cloud: drop NDJSON files into S3, see import jobs and their events',
    load: async () => (await import('./commands/local.ts')).local,
  },
  {
    name: 'demo',
    summary: 'Import a small made-up population on the machine-local cloud and show the whole path',
    load: async () => (await import('./commands/demo.ts')).demo,
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
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(helpOfAll(COMMANDS));
    return name === undefined ? USAGE : 0;
  }
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (!entry) {
    console.error(`inlet: there is no command "${name}".\n\n${helpOfAll(COMMANDS)}`);
    return USAGE;
  }
  const command = await entry.load();
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(helpOf(entry, command));
    return 0;
  }
  const values = readOptions(command, rest);
  if (typeof values === 'string') {
    console.error(`inlet ${name}: ${values}\nnpx inlet ${name} --help lists the options.`);
    return USAGE;
  }
  try {
    return await command.run(values);
  } catch (error) {
    console.error(`inlet ${name}: ${textOf(error)}`);
    return 1;
  }
}

/** Errors that are a person's to mend, and say how. */
const WITHOUT_STACK = new Set([
  'UsageError',
  'ConfigError',
  'ListenError',
  'StateInUseError',
  'TemplateError',
]);

/** A person's mistake is its message; anything else shows where it came from. */
const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return WITHOUT_STACK.has(error.name) ? error.message : (error.stack ?? error.message);
};

function readOptions(command: Command, args: string[]): OptionValues | string {
  try {
    return parseArgs({ args, options: command.options, allowPositionals: false }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
