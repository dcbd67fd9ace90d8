import { execFile } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'inlet.mjs');

/** How a command ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `inlet <args>` against the local cloud at `url`, as a person's shell does, and waits for its end. */
export const runInlet = (
  url: string,
  args: readonly string[],
  variables: Record<string, string> = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const env = { ...process.env, AWS_ENDPOINT_URL: url, ...variables };
    execFile(process.execPath, [PROGRAM, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });

/** The same with `--json`: the one document that it printed. */
export async function inletJson<Document>(url: string, args: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await runInlet(url, [...args, '--json']);
  if (stderr !== '') throw new Error(`inlet ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Document;
}
