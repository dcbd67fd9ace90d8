import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { endingWithThis } from '../build/index.ts';

/** What a Node process has written to its standard output when it ends. */
export async function outputOfNode(
  args: readonly string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv },
): Promise<string> {
  const child = endingWithThis(
    spawn(process.execPath, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const closed = once(child, 'close');
  const said = await text(child.stdout);
  await closed;
  return said;
}
