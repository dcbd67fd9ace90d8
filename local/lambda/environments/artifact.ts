import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { AwsError } from '../../ground/index.ts';
import { provideSdk } from './runtime-sdk.ts';
import { unzip } from './unzip.ts';

/** Lambda quotas, "Deployment package size", unzipped. */
export const MOST_UNPACKED_BYTES = 262_144_000;

/**
 * Unpacks a function's zip into a folder of `codeFolder` that is named for its content, and returns the
 * folder. What is there already is taken as it is. The folder appears whole or not at all, also when two
 * processes unpack at once. Throws an AwsError where there is no zip or it reaches outside its folder.
 */
export function unpackArtifact(zip: string, codeFolder: string): string {
  const bytes = readArtifact(zip);
  provideSdk(codeFolder);
  const folder = join(codeFolder, createHash('sha256').update(bytes).digest('hex').slice(0, 32));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  try {
    writeFiles(unfinished, bytes);
    writeModuleBoundary(codeFolder);
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Sizes are looked at before anything is unpacked: a small zip may say that it holds more than the memory does. */
function writeFiles(folder: string, zip: Buffer): void {
  let left = MOST_UNPACKED_BYTES;
  fromSender(() => {
    for (const { name, bytes, content } of unzip(zip)) {
      left -= bytes;
      if (left < 0) throw invalid(`Unzipped size must be smaller than ${MOST_UNPACKED_BYTES} bytes`);
      writeInside(folder, name, content());
    }
  });
}

/** Whatever is wrong with a zip, and with the names in it, is its sender's to mend; a full disk and the like are not. */
function fromSender(work: () => void): void {
  try {
    work();
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    const reason = ODD_NAMES[code ?? ''] ?? (syscall === undefined ? message : undefined);
    if (error instanceof AwsError || reason === undefined) throw error;
    throw invalid(
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${reason})`,
    );
  }
}

/** Errors of the file system, which would name its folders, as what they say of the zip. */
const ODD_NAMES: Readonly<Record<string, string>> = {
  EEXIST: 'a name in it is a file and a folder',
  EISDIR: 'a name in it is a file and a folder',
  ENOTDIR: 'a name in it is a file and a folder',
  ENAMETOOLONG: 'a name in it is too long for this machine',
  ERR_INVALID_ARG_VALUE: 'a name in it has a zero byte',
};

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

function readArtifact(zip: string): Buffer {
  try {
    return readFileSync(zip);
  } catch {
    throw invalid(`The artifact ${zip} is not there: package the service.`);
  }
}

function writeInside(folder: string, name: string, content: Uint8Array): void {
  const path = normalize(join(folder, name));
  if (!path.startsWith(folder + sep)) throw invalid(`The zip holds ${name}, outside its folder.`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** On Lambda no package.json lies above the code; here the project's own would make every `.js` an ES module. */
function writeModuleBoundary(codeFolder: string): void {
  const file = join(codeFolder, 'package.json');
  if (!existsSync(file)) writeFileSync(file, '{ "private": true }\n');
}
