import { IS_PACKAGE } from '../tools/build/index.ts';
import type { CommandEntry } from './terminal/index.ts';
import { completionOf } from './terminal/index.ts';

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
