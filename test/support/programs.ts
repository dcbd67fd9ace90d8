import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from '@jest/globals';
import { OWNER_ACCESS_KEY, SECRET_ACCESS_KEY } from '../../local/ground/account.ts';

/** Whether Python finds a module. To import it, or to ask the AWS CLI for its version, takes half a second. */
const pythonFinds = (module: string): boolean =>
  spawnSync('python3', [
    '-c',
    `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`,
  ]).status === 0;

/** The AWS CLI as a Python module, which version 1 is. */
const hasCliModule = pythonFinds('awscli');

const isThere = {
  boto3: pythonFinds('boto3'),
  jsonschema: pythonFinds('jsonschema'),
  aws: hasCliModule || spawnSync('aws', ['--version']).status === 0,
};

export const hasAwsCli = isThere.aws;

/** A test that needs a program that nobody here ships: where it is missing, the test is skipped and says so. */
export function testWith(program: keyof typeof isThere, needs?: string) {
  const missing = !isThere[program] ? program : needs !== undefined && !existsSync(needs) ? needs : undefined;
  if (missing === undefined) return test;
  process.stderr.write(`skipped where ${missing} is not there\n`);
  return test.skip;
}

/** Real FHIR data beside the project, where it is laid out; never part of it. */
export const sharedData = (folder: string): string =>
  join(import.meta.dirname, '..', '..', '..', 'shared', 'data', folder);

/** Runs a program against a local cloud and returns what it printed. */
export const run = (
  program: string,
  args: string[],
  url: string,
  variables: Record<string, string> = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    const env = { ...environmentOf(url), ...variables };
    execFile(program, args, { env, maxBuffer: 16 * 1024 ** 2 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${program} ${args.join(' ')}: ${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });

const environmentOf = (url: string): NodeJS.ProcessEnv => ({
  ...process.env,
  AWS_ENDPOINT_URL: url,
  AWS_ACCESS_KEY_ID: OWNER_ACCESS_KEY,
  AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_PAGER: '',
});

const CLI_SESSION = `
import contextlib, io, json, sys
from awscli.clidriver import create_clidriver
for line in sys.stdin:
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            code = create_clidriver().main(json.loads(line))
        except SystemExit as exit:
            code = exit.code
    print(json.dumps({'code': code, 'output': output.getvalue(), 'errors': errors.getvalue()}), flush=True)
`;

/** A process in which command lines of the AWS CLI run one after the other. */
export interface CliSession {
  /** What it printed; an Error with what it wrote to standard error where it failed. */
  aws: (...args: string[]) => Promise<string>;
  /** Ends it, and waits until it has gone: a test file leaves no process behind. */
  end: () => Promise<void>;
}

/** Starts the AWS CLI once for many command lines, where that can be: its start takes longer than most calls. */
export function startCliSession(url: string, variables: Record<string, string> = {}): CliSession {
  if (!hasCliModule)
    return { aws: (...args) => run('aws', args, url, variables), end: () => Promise.resolve() };
  const session = spawn('python3', ['-c', CLI_SESSION], {
    env: { ...environmentOf(url), ...variables },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(session, 'exit');
  const answers = createInterface(session.stdout)[Symbol.asyncIterator]();
  return {
    async aws(...args) {
      session.stdin.write(`${JSON.stringify(args)}\n`);
      const { value } = await answers.next();
      const said = JSON.parse(value ?? '{}') as { code?: number; output?: string; errors?: string };
      const { code = 'the session', output = '', errors = '' } = said;
      if (code !== 0) throw new Error(`aws ${args.join(' ')} ended with ${code}: ${errors}`);
      return output;
    },
    async end() {
      session.stdin.end();
      await gone;
    },
  };
}
