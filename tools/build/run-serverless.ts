import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { FixableError } from '../../errors/index.ts';
import { endingWithThis } from './ending-with-this.ts';
import { PROJECT } from './project.ts';

const COMPILE_CACHE = join(PROJECT, 'dist', 'compile-cache');

/** The framework refused, in its own words. */
export class ServerlessError extends FixableError {
  override name = 'ServerlessError';

  constructor(command: string, said: string, cause: Error) {
    // A process that could not be started, or was killed, has printed nothing.
    super('ServerlessFailed', `sls ${command} failed:\n${said || cause.message}`, { cause });
  }
}

/** Runs the project's Serverless Framework in a service folder. Resolves with what it printed. */
export function runServerless(
  { root, folder }: { root: string; folder: string },
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const program = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
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
