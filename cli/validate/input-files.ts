import { closeSync, constants, createReadStream, fstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { UsageError, noSuchPath, shellQuoted } from '../../errors/index.ts';
import type { UnpackedFile } from './packed-file.ts';
import { spooled, unpacked } from './packed-file.ts';

/** A file to validate, with the name that reports have for it. */
export interface InputFile {
  name: string;
  /** Undefined of what came through a pipe. */
  path?: string;
  /** What it would be called in a drop: its path below the folder that was named. Undefined of what came through a pipe. */
  key?: string;
  /** Whether it was named itself, and not its folder. */
  isNamed: boolean;
  /** As it lies there, packed or not. */
  bytes: number;
  isPacked: boolean;
  /**
   * Opens it, unpacked; whoever reads it closes it.
   * @param tell called with the packed bytes that are read, now and then
   */
  open: (tell: (bytes: number) => void) => UnpackedFile | Promise<UnpackedFile>;
}

/** The files that the paths of a command line lead to. */
export interface InputFiles {
  files: readonly InputFile[];
  /** Files of folders that are not read: their names end neither in .ndjson nor in .ndjson.gz, in whatever case. */
  passedOver: readonly string[];
}

/**
 * The files that paths name: each file itself, whatever its name; of a folder those that an import reads, and those that are
 * such a file packed with gzip; for - and pipes a file with what they deliver.
 * @throws UsageError where a path leads nowhere, or there is nothing to read
 */
export async function inputFiles(paths: readonly string[], signal: AbortSignal): Promise<InputFiles> {
  const files: InputFile[] = [];
  const passedOver: string[] = [];
  if (paths.filter((path) => path === '-').length > 1)
    throw new UsageError('-: standard input can be read once: name it once');
  for (const path of paths) {
    const found = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
    if (path === '-') files.push(await stdinInput(signal));
    else if (!found) throw new UsageError(`${path}: ${noSuchPath(path)}${adviceOn(path)}`);
    else if (found.isFile())
      files.push(inputFile({ path, name: path, key: basename(path), isNamed: true }, found.size, signal));
    else if (!found.isDirectory()) {
      if (found.isFIFO()) letGoOf(path, signal);
      files.push(await spooledInput(path, createReadStream(path), signal));
    } else
      for (const file of filesBelow(path)) {
        const key = relative(path, file.path).split(sep).join('/');
        const name = paths.length === 1 ? key : file.path;
        if (/\.ndjson(?:\.gz)?$/i.test(name))
          files.push(inputFile({ path: file.path, name, key, isNamed: false }, file.bytes, signal));
        else passedOver.push(name);
      }
  }
  if (files.length === 0)
    throw new UsageError(`${paths.join(', ')}: there is no .ndjson file, and no .ndjson.gz`);
  return { files, passedOver };
}

/**
 * Nobody may write into a named pipe, and no process ends while one of its threads waits for that: so it is opened for writing then, and left.
 * A thread that does not wait yet is tried again.
 */
function letGoOf(path: string, signal: AbortSignal): void {
  const letGo = (triesLeft: number): void => {
    try {
      closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch {
      if (triesLeft > 0) setTimeout(letGo, 20, triesLeft - 1).unref();
    }
  };
  signal.addEventListener(
    'abort',
    () => {
      letGo(100);
    },
    { once: true },
  );
}

/** Node takes a folder there for an input that has ended. */
async function stdinInput(signal: AbortSignal): Promise<InputFile> {
  if (fstatSync(process.stdin.fd).isDirectory())
    throw new UsageError('-: standard input is a folder: name it instead of -');
  return spooledInput('(stdin)', process.stdin, signal);
}

async function spooledInput(name: string, input: Readable, signal: AbortSignal): Promise<InputFile> {
  const file = await spooled(input, signal);
  return { name, isNamed: true, bytes: fstatSync(file).size, isPacked: false, open: () => ({ file }) };
}

function inputFile(
  names: Required<Pick<InputFile, 'path' | 'name' | 'key' | 'isNamed'>>,
  bytes: number,
  signal: AbortSignal,
): InputFile {
  const { path } = names;
  const isPacked = /\.gz$/i.test(path);
  return {
    ...names,
    bytes,
    isPacked,
    open: (tell) => (isPacked ? unpacked(path, signal, tell) : { file: openSync(path, 'r') }),
  };
}

const filesBelow = (folder: string): { path: string; bytes: number }[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() === true ? [{ path, bytes: found.size }] : [];
    });

/** Files are read on this machine: what lies in S3 is copied, or piped in. */
const adviceOn = (path: string): string =>
  /^s3:\/\//i.test(path)
    ? ` on this machine. What lies in S3 is piped in: \`aws s3 cp ${shellQuoted(path)} - | npx inlet validate -\``
    : '';
