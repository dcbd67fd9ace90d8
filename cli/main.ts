import { parseArgs } from 'node:util';
import type { Command, OptionValues } from './command.ts';
import { build } from './commands/build.ts';
import { demo } from './commands/demo.ts';
import { generate } from './commands/generate.ts';
import { local } from './commands/local.ts';
import { packageCommand } from './commands/package.ts';
import { helpOf, helpOfAll } from './help.ts';

const COMMANDS: readonly Command[] = [local, demo, build, packageCommand, generate];

/** Exit code for a command line that cannot be understood. */
const USAGE = 2;

/** Runs one command line and returns its exit code. */
export async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(helpOfAll(COMMANDS));
    return name === undefined ? USAGE : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) {
    console.error(`inlet: there is no command "${name}".\n\n${helpOfAll(COMMANDS)}`);
    return USAGE;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    console.log(helpOf(command));
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
const WITHOUT_STACK = new Set(['UsageError', 'ConfigError', 'ListenError', 'TemplateError']);

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
