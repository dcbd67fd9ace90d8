import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UsageError } from '../command.ts';

/** A file to judge, and how it is called in what is told of it. */
export interface InputFile {
  path: string;
  name: string;
}

/** What the paths of a command line come to. */
export interface InputFiles {
  files: readonly InputFile[];
  /** Files of folders that an import passes over: their names do not end in .ndjson. */
  passedOver: readonly string[];
}

/**
 * The files that paths name: each file itself, whatever its name, and of each folder what an import of it reads.
 * @throws UsageError where a path leads nowhere, or nothing is there to read
 */
export function inputFiles(paths: readonly string[]): InputFiles {
  const files: InputFile[] = [];
  const passedOver: string[] = [];
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) throw new UsageError(`${path}: there is no such file or folder`);
    if (!found.isDirectory()) files.push({ path, name: path });
    else
      for (const file of filesBelow(path)) {
        const name = paths.length === 1 ? relative(path, file).split(sep).join('/') : file;
        if (file.endsWith('.ndjson')) files.push({ path: file, name });
        else passedOver.push(name);
      }
  }
  if (files.length === 0) throw new UsageError(`${paths.join(', ')}: there is no .ndjson file`);
  return { files, passedOver };
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .sort();
