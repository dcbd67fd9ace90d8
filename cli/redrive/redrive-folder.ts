import { once } from 'node:events';
import type { WriteStream } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { FileSink } from '../../lib/results/index.ts';
import { UsageError } from '../../errors/index.ts';
import { makeFolder } from '../../local/ground/index.ts';

/** A folder of failed lines: what is dropped again, and apart from it what was wrong, which must not be dropped. */
export interface RedriveFolder {
  /** Holds nothing but NDJSON of failed lines. */
  lines: string;
  problems: string;
}

/** Readable by their owner alone: they hold resources, and what the service said of them. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** Makes the folder. @throws UsageError where it exists and is not empty */
export async function makeRedriveFolder(path: string): Promise<RedriveFolder> {
  const folder = { lines: join(path, 'lines'), problems: join(path, 'problems') };
  const there = await readdir(path).catch(() => []);
  if (there.length > 0)
    throw new UsageError(`${path} holds something already: remove it, or name another folder by --to`, {
      actual: there,
      expected: [],
    });
  for (const one of [path, folder.lines, folder.problems]) makeFolder(one, FOLDER_MODE);
  return folder;
}

/** Removes what was made in it, and the folder itself where nothing else is in it. */
export async function removeRedriveFolder(path: string, folder: RedriveFolder): Promise<void> {
  for (const one of [folder.lines, folder.problems]) await rm(one, { recursive: true, force: true });
  // It stays where it has other files, or was there before and is in use.
  await rmdir(path).catch(() => undefined);
}

/** Opens the two files of one original: `lines/<name>` and `problems/<name without its ending>.problems.ndjson`. */
export async function openSink(folder: RedriveFolder, name: string): Promise<FileSink> {
  const linesPath = join(folder.lines, name);
  const problemsPath = join(folder.problems, `${name.slice(0, -'.ndjson'.length)}.problems.ndjson`);
  const [lines, problems] = await Promise.all([opened(linesPath), opened(problemsPath)]);
  let hasLines = false;
  return {
    async line(bytes) {
      hasLines = true;
      await write(lines, bytes);
      await write(lines, '\n');
    },
    problem: (problem) => write(problems, `${JSON.stringify(problem)}\n`),
    async keep() {
      await Promise.all([lines, problems].map((stream) => finished(stream.end())));
      // An empty file would be rejected when the folder is dropped.
      if (!hasLines) await rm(linesPath);
    },
    async discard() {
      for (const stream of [lines, problems]) await finished(stream.destroy()).catch(() => undefined);
      for (const path of [linesPath, problemsPath]) await rm(path, { force: true });
    },
  };
}

/** What goes wrong later, on a full disk, is thrown by the next write or by the end, and not where nobody catches it. */
async function opened(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path, { flags: 'wx', mode: FILE_MODE });
  await once(stream, 'open');
  return stream.on('error', () => undefined);
}

async function write(stream: WriteStream, text: Uint8Array | string): Promise<void> {
  if (stream.errored) throw stream.errored;
  if (!stream.write(text)) await once(stream, 'drain');
}
