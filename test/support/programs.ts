import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@jest/globals';

/** Whether a program is there and runs. */
const runs = (program: string, args: string[]): boolean => spawnSync(program, args).status === 0;

const FOUND = {
  aws: () => runs('aws', ['--version']),
  boto3: () => runs('python3', ['-c', 'import boto3']),
};

/** A test that needs a program that nobody here ships: where it is missing, the test is skipped and says so. */
export function testWith(program: keyof typeof FOUND, needs?: string) {
  const missing = !FOUND[program]() ? program : needs !== undefined && !existsSync(needs) ? needs : undefined;
  if (missing === undefined) return test;
  process.stderr.write(`skipped where ${missing} is not there\n`);
  return test.skip;
}

/** Real FHIR data beside the project, where it is laid out; never part of it. */
export const sharedData = (folder: string): string =>
  join(import.meta.dirname, '..', '..', '..', 'shared', 'data', folder);

/** Runs a program against a local cloud and returns what it printed. */
export const run = (program: string, args: string[], url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
    };
    execFile(program, args, { env, maxBuffer: 16 * 1024 ** 2 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
