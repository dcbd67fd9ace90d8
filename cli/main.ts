import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { IS_PACKAGE } from '../tools/build/index.ts';
import type { CommandEntry } from './terminal/index.ts';
import {
  completionOf,
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

/** All commands, each loaded when it is called. */
const ALL_COMMANDS: readonly CommandEntry[] = [
  {
    name: 'local',
    summary: 'Run the machine-local cloud: drop NDJSON files into S3, see import jobs and their events',
    load: async () => (await import('./commands/local.ts')).local,
  },
  {
    name: 'env',
    summary: 'Print the environment that leads AWS tools to the local cloud: `eval "$(npx inlet env)"`',
    load: async () => (await import('./commands/env.ts')).env,
  },
  {
    name: 'status',
    summary: 'Say what is open, or what became of a dropped file, an import or a job, on AWS or locally',
    load: async () => (await import('./commands/status.ts')).status,
  },
  {
    name: 'console',
    summary:
      'Show a stage in the browser: drops, imports, failed lines, data stores and events, as they happen',
    load: async () => (await import('./commands/console.ts')).consoleCommand,
  },
  {
    name: 'trace',
    summary: 'Print every log line about a dropped file, an import, an export or a job, on AWS or locally',
    load: async () => (await import('./commands/trace.ts')).trace,
  },
  {
    name: 'import',
    summary: 'Import what already lies in the inbox (--dry-run: show the plan), or do an import --again',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  {
    name: 'export',
    summary: 'Export a data store to S3 now, as one of the stage’s exports says',
    load: async () => (await import('./commands/export.ts')).exportCommand,
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
    name: 'doctor',
    summary: 'Say what is wrong with a deployed stage and how to mend it; it reads only',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
  {
    name: 'verify',
    summary: 'Try what Inlet assumes of HealthLake, on AWS or locally, and keep a record that can be sent on',
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  {
    name: 'completion',
    summary: 'Print a script that completes inlet’s commands and options in a shell',
    load: () => Promise.resolve(completionOf(() => COMMANDS)),
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
    name: 'deploy',
    summary: 'Deploy a stage of this folder to AWS, with osls',
    load: async () => (await import('./commands/deploy.ts')).deploy,
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

/** The installed package has no sources to work on; the repository deploys by `npx sls deploy`. */
const elsewhere = IS_PACKAGE ? ['build', 'generate', 'bench'] : ['deploy'];
export const COMMANDS = ALL_COMMANDS.filter(({ name }) => !elsewhere.includes(name));

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
  if (!entry) return noCommand(name, commands);
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

function noCommand(name: string, commands: readonly CommandEntry[]): number {
  const near = didYouMean(
    name,
    commands.map((entry) => entry.name),
  );
  tell([`inlet: there is no command "${name}"${near}.`, '`npx inlet --help` lists the commands.'], 'stderr');
  return USAGE;
}

const versionText = (): string => `inlet ${packageJson.version}, Node ${process.versions.node}`;
