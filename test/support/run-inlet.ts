import { AsyncLocalStorage } from 'node:async_hooks';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { format } from 'node:util';
import { main } from '../../cli/main.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'inlet.mjs');

/** How a command ended. */
export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** A text for people as one line each sentence: without the breaks that make it fit, whose next line is moved to the right. */
export const unbroken = (text: string): string => text.replaceAll(/\n +/g, ' ');

/** What the running command writes, for each of those that run concurrently. */
const said = new AsyncLocalStorage<Ended>();

/** How many commands run, and how the console becomes what it was before them. */
const captured = { commands: 0, release: (): void => undefined };

/** Lets the console write into what the running command has said. Returns how to undo that. */
function captureConsole(): () => void {
  const { log, error } = console;
  const writeTo =
    (stream: 'stdout' | 'stderr') =>
    (...values: unknown[]): void => {
      const text = `${format(...values)}\n`;
      const ended = said.getStore();
      if (ended) ended[stream] += text;
      else process[stream].write(text);
    };
  Object.assign(console, { log: writeTo('stdout'), error: writeTo('stderr') });
  return () => {
    Object.assign(console, { log, error });
  };
}

async function captureOutput(ended: Ended, command: () => Promise<number>): Promise<number> {
  if (captured.commands === 0) captured.release = captureConsole();
  captured.commands += 1;
  try {
    return await said.run(ended, command);
  } finally {
    captured.commands -= 1;
    if (captured.commands === 0) captured.release();
  }
}

/**
 * Runs `inlet <args>` against the local cloud at `url` and waits for its end, in this process: a new one takes longer to
 * begin than most commands last. What frames, signals and other variables do is shown by `runProgram`.
 */
export async function runInlet(url: string, args: readonly string[]): Promise<Ended> {
  process.env.AWS_ENDPOINT_URL = url;
  const ended: Ended = { code: 0, stdout: '', stderr: '' };
  ended.code = await captureOutput(ended, () => main([...args]));
  return ended;
}

/** The same with `--json`: the one document that it printed. */
export async function inletJson<Document>(url: string, args: readonly string[]): Promise<Document> {
  const { code, stdout, stderr } = await runInlet(url, [...args, '--json']);
  if (stderr !== '') throw new Error(`inlet ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Document;
}

/** Runs `inlet <args>` as a person's shell does, in a process of its own, and waits for its end. */
export const runProgram = (
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

/** Gives a program what it may read; one that ends without reading it is no fault of who runs it. */
export function feed(stdin: Writable | null, input: string): void {
  stdin?.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  stdin?.end(input);
}
