import {
  createReadStream,
  createWriteStream,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../../errors/index.ts';

/** A file to validate, with the name that reports have for it. */
export interface InputFile {
  name: string;
  bytes: number;
  /** Opens it; whoever reads it closes it. */
  open: () => number;
}

/** The files that the paths of a command line lead to. */
export interface InputFiles {
  files: readonly InputFile[];
  /** Files of folders that an import does not read: their names do not end in .ndjson. */
  passedOver: readonly string[];
}

/**
 * The files that paths name: each file itself, whatever its name; of a folder those that an import reads; for - and pipes
 * a file with what they deliver.
 * @throws UsageError where a path leads nowhere, or there is nothing to read
 */
export async function inputFiles(paths: readonly string[], signal: AbortSignal): Promise<InputFiles> {
  const files: InputFile[] = [];
  const passedOver: string[] = [];
  for (const path of paths) {
    const found = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
    if (path === '-') files.push(await spooledInput('(stdin)', process.stdin, signal));
    else if (!found) throw new UsageError(`${path}: there is no such file or folder`);
    else if (found.isFile()) files.push(inputFile(path, path, found.size));
    else if (!found.isDirectory()) files.push(await spooledInput(path, createReadStream(path), signal));
    else
      for (const file of filesBelow(path)) {
        const name = paths.length === 1 ? relative(path, file.path).split(sep).join('/') : file.path;
        if (name.endsWith('.ndjson')) files.push(inputFile(file.path, name, file.bytes));
        else passedOver.push(name);
      }
  }
  if (files.length === 0) throw new UsageError(`${paths.join(', ')}: there is no .ndjson file`);
  return { files, passedOver };
}

async function spooledInput(name: string, input: Readable, signal: AbortSignal): Promise<InputFile> {
  const file = await spool(input, signal);
  return { name, bytes: fstatSync(file).size, open: () => file };
}

/**
 * Writes a stream to a file, since files can be validated in parts, and returns it open. By then it has no name, so that
 * nothing of the data stays behind, however this program ends.
 */
async function spool(input: Readable, signal: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-validate-'));
  let file: number;
  try {
    file = openSync(join(folder, 'input.ndjson'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await pipeline(input, createWriteStream('', { fd: file, autoClose: false }), { signal });
  return file;
}

const inputFile = (path: string, name: string, bytes: number): InputFile => ({
  name,
  bytes,
  open: () => openSync(path, 'r'),
});

const filesBelow = (folder: string): { path: string; bytes: number }[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const found = statSync(path, { throwIfNoEntry: false });
      return found?.isFile() === true ? [{ path, bytes: found.size }] : [];
    });
