import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { COMMANDS } from './all-commands.ts';
import { shellQuoted } from '../errors/index.ts';
import { otherWord } from './other-words.ts';
import type { CommandEntry } from './terminal/index.ts';
import {
  didYouMean,
  helpOf,
  helpOfAll,
  readLine,
  showWhole,
  takeColourChoice,
  tell,
  tellFailure,
  tellOfShortened,
} from './terminal/index.ts';

export { endInWords } from './end-in-words.ts';
export { fitTo } from './terminal/index.ts';

/** Exit code for a command line that cannot be understood. */
const USAGE = 2;

/**
 * Runs one command line and returns its exit code.
 * @param helpFolder where `--help` of each command is kept, which goes with the compiled command line; none where it is not
 */
export async function main(
  given: readonly string[],
  commands: readonly CommandEntry[] = COMMANDS,
  helpFolder?: string,
): Promise<number> {
  const [name, ...rest] = takeColourChoice(given);
  if (name === undefined) {
    console.log(helpOfAll(commands));
    return USAGE;
  }
  if (name === '--version' || name === '-V' || name === 'version') {
    console.log(versionText());
    return 0;
  }
  if (name === '--help' || name === '-h' || name === 'help') return help(rest, commands, helpFolder);
  const entry = commands.find((candidate) => candidate.name === name);
  if (!entry) return name.startsWith('-') ? await noOption(name, rest, commands) : noCommand(name, commands);
  try {
    if (rest.includes('--help') || rest.includes('-h')) return await help([name], commands, helpFolder);
    const command = await entry.load();
    const line = readLine(command, rest);
    if (typeof line === 'string') {
      tell([`inlet ${name}: ${line}`, `\`npx inlet ${name} --help\` lists the options.`], 'stderr');
      return USAGE;
    }
    showWhole(line.values.verbose === true);
    return await command.run(line.values, line.operand, line.more);
  } catch (error) {
    tellFailure(name, error);
    return 1;
  } finally {
    tellOfShortened(name);
    showWhole(false);
  }
}

type Commands = readonly CommandEntry[];

/** `inlet help`, and `inlet help <command>`. */
async function help([name]: readonly string[], commands: Commands, helpFolder?: string): Promise<number> {
  if (name === undefined) {
    console.log(helpOfAll(commands));
    return 0;
  }
  const entry = commands.find((candidate) => candidate.name === name);
  if (!entry) return noCommand(name, commands);
  console.log(await helpText(entry, helpFolder));
  return 0;
}

/** A command's modules take longer to load than its help to read, so its text is kept where it was made once. */
async function helpText(entry: CommandEntry, helpFolder: string | undefined): Promise<string> {
  const file = helpFolder === undefined ? undefined : join(helpFolder, `help-${entry.name}.txt`);
  try {
    if (file !== undefined) return readFileSync(file, 'utf8');
  } catch {
    // It was not asked for before.
  }
  const text = helpOf(entry, await entry.load());
  try {
    if (file !== undefined) writeFileSync(file, text);
  } catch {
    // Then it is made again the next time.
  }
  return text;
}

/** An option in the place of a command. What is advised is a line that is understood: `local` may be the value of `--stage`. */
async function noOption(name: string, rest: readonly string[], commands: Commands): Promise<number> {
  const meant = await lineMeant(name, rest, commands);
  const text =
    meant === undefined
      ? `there is no option ${name}${didYouMean(name, ['--version', '--help'])}. Options of a command stand behind its name.`
      : `options stand behind the command: \`npx inlet ${meant.map((word) => shellQuoted(word)).join(' ')}\``;
  tell([`inlet: ${text}`, '`npx inlet --help` lists the commands.'], 'stderr');
  return USAGE;
}

async function lineMeant(
  name: string,
  rest: readonly string[],
  commands: Commands,
): Promise<string[] | undefined> {
  for (const [at, word] of rest.entries()) {
    const entry = commands.find((candidate) => candidate.name === word);
    const others = [name, ...rest.toSpliced(at, 1)];
    if (entry && typeof readLine(await entry.load(), others) !== 'string') return [word, ...others];
  }
  return undefined;
}

function noCommand(name: string, commands: readonly CommandEntry[]): number {
  const names = commands.map((entry) => entry.name);
  const meant = otherWord(name) ?? didYouMean(name, names);
  tell([`inlet: there is no command "${name}"${meant}.`, '`npx inlet --help` lists the commands.'], 'stderr');
  return USAGE;
}

const versionText = (): string => `inlet ${packageJson.version}, Node ${process.versions.node}`;
