import { createReadStream, fstatSync, openSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { UsageError } from '../../errors/index.ts';
import { spool } from './spool.ts';

/** A file to judge, and how it is called in what is told of it. */
export interface InputFile {
  name: string;
  bytes: number;
  /** Opens it; whoever reads it closes it. */
  open: () => number;
}

/** What the paths of a command line come to. */
export interface InputFiles {
  files: readonly InputFile[];
  /** Files of folders that an import passes over: their names do not end in .ndjson. */
  passedOver: readonly string[];
}

/**
 * The files that paths name: each file itself, whatever its name, of each folder what an import of it reads, and for - and
 * pipes what comes of them.
 * @throws UsageError where a path leads nowhere, or nothing is there to read
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
