import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { AwsError } from '../../ground/index.ts';
import { provideSdk } from './runtime-sdk.ts';
import type { ZipEntry } from './unzip.ts';
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

function writeFiles(folder: string, zip: Buffer): void {
  let total = 0;
  for (const { name, content } of filesOf(zip)) {
    total += content.length;
    if (total > MOST_UNPACKED_BYTES)
      throw new AwsError(
        'InvalidParameterValueException',
        `Unzipped size must be smaller than ${MOST_UNPACKED_BYTES} bytes`,
      );
    writeInside(folder, name, content);
  }
}

/** Whatever is wrong with a zip is its sender's to mend. */
function* filesOf(zip: Buffer): Generator<ZipEntry> {
  try {
    yield* unzip(zip);
  } catch (error) {
    throw new AwsError(
      'InvalidParameterValueException',
      `Could not unzip uploaded file. Please check your file, then try to upload again. (${(error as Error).message})`,
    );
  }
}

function readArtifact(zip: string): Buffer {
  try {
    return readFileSync(zip);
  } catch {
    throw new AwsError(
      'InvalidParameterValueException',
      `The artifact ${zip} is not there: package the service.`,
    );
  }
}

function writeInside(folder: string, name: string, content: Uint8Array): void {
  const path = normalize(join(folder, name));
  if (!path.startsWith(folder + sep))
    throw new AwsError('InvalidParameterValueException', `The zip holds ${name}, outside its folder.`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** On Lambda no package.json lies above the code; here the project's own would make every `.js` an ES module. */
function writeModuleBoundary(codeFolder: string): void {
  const file = join(codeFolder, 'package.json');
  if (!existsSync(file)) writeFileSync(file, '{ "private": true }\n');
}
