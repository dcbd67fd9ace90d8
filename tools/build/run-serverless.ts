import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { FixableError } from '../../errors/index.ts';
import { endingWithThis } from './ending-with-this.ts';
import { IS_PACKAGE, PROJECT, SERVICE } from './project.ts';

const COMPILE_CACHE = join(PROJECT, IS_PACKAGE ? 'compile-cache' : 'dist/compile-cache');

/** The framework refused, in its own words. */
export class ServerlessError extends FixableError {
  override name = 'ServerlessError';

  constructor(command: string, said: string, cause: Error) {
    // A process that could not be started, or was killed, has printed nothing.
    super('ServerlessFailed', `sls ${command} failed:\n${said || cause.message}`, { cause });
  }
}

/** Nothing but packaging and deploying needs the framework, so that it does not come with the package. */
class FrameworkMissing extends FixableError {
  override name = 'FrameworkMissing';

  constructor() {
    super(
      'FrameworkMissing',
      'to package or deploy a stage needs osls, the maintained Serverless Framework 3, which is not installed here: npm install --save-dev osls@4.3.1',
    );
  }
}

/**
 * The program of the framework: of the project, or of whoever has installed the package.
 * @throws FrameworkMissing where it is not installed
 */
export function frameworkProgram(root: string): string {
  if (!IS_PACKAGE) return join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
  const paths = createRequire(join(SERVICE, 'package.json')).resolve.paths('osls') ?? [];
  const program = paths
    .map((folder) => join(folder, 'osls', 'bin', 'serverless.js'))
    .find((file) => existsSync(file));
  if (program === undefined) throw new FrameworkMissing();
  return program;
}

/** Runs the project's Serverless Framework in a service folder. Resolves with what it printed. */
export function runServerless(
  { root, folder }: { root: string; folder: string },
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const program = frameworkProgram(root);
  return new Promise((fulfil, reject) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      {
        cwd: folder,
        // Compiling the framework's many modules would be a fifth of what it takes.
        env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment, FORCE_COLOR: '0' },
        maxBuffer: 16 * 2 ** 20,
      },
      (error, stdout, stderr) => {
        const said = stripVTControlCharacters(`${stdout}${stderr}`).trim();
        if (error) reject(new ServerlessError(args[0] ?? '', said, error));
        else fulfil(said);
      },
    );
    // A signal may be sent to this process alone: the framework would go on writing into the folder, which is removed then.
    endingWithThis(child, 'SIGKILL');
  });
}
