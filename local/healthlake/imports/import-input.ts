import type { Caller } from '../../ground/index.ts';
import { AwsError } from '../../ground/index.ts';
import type { Outcome } from './result-files.ts';
import { JobRefused } from '../jobs/job-message.ts';
import type { ObjectLocation, ObjectStorage } from '../object-storage.ts';
import { asFolder, parseS3Uri } from '../s3-uri.ts';
import type { HealthLakeSettings } from '../healthlake-settings.ts';
import { countOf } from '../../../errors/index.ts';

/** An object to import. */
export interface InputFile {
  key: string;
  /** Bytes. */
  size: number;
}

type Limits = Pick<HealthLakeSettings, 'filesPerImport' | 'bytesPerFile' | 'bytesPerImport'>;

/**
 * The files of an input URI: the object itself where the URI names one; otherwise every object below the
 * URI as a folder, its sub-folders included. Only `.ndjson` files are read, others are passed over.
 * Throws JobRefused where there is nothing to read or more than the quotas allow.
 */
export function listInput(storage: ObjectStorage, caller: Caller, uri: string, limits: Limits): InputFile[] {
  const { bucket, key } = parseS3Uri(uri);
  const object = key === '' || key.endsWith('/') ? undefined : existing(storage, caller, { bucket, key });
  const objects = object
    ? [{ key, size: object.size }]
    : storage.list(caller, { bucket, prefix: asFolder(key) });
  const files: InputFile[] = [];
  for (const { key: name, size } of objects) if (name.endsWith('.ndjson')) files.push({ key: name, size });
  checkQuotas(files, limits);
  if (files.length === 0) throw new JobRefused(`No .ndjson files to import were found at ${uri}`);
  return files;
}

/** The object of that key; undefined where the key is that of a folder, or of nothing. */
function existing(
  storage: ObjectStorage,
  caller: Caller,
  where: ObjectLocation,
): { size: number } | undefined {
  try {
    return storage.head(caller, where);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'NoSuchKey') return undefined;
    throw error;
  }
}

function checkQuotas(files: readonly InputFile[], limits: Limits): void {
  if (files.length > limits.filesPerImport)
    throw new JobRefused(
      `The input has ${countOf(files.length, 'file')}. A job takes ${limits.filesPerImport}`,
    );
  const tooLarge = files.find(({ size }) => size > limits.bytesPerFile);
  if (tooLarge)
    throw new JobRefused(`${tooLarge.key} is larger than ${countOf(limits.bytesPerFile, 'byte')}`);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > limits.bytesPerImport)
    throw new JobRefused(
      `The input has ${countOf(bytes, 'byte')}. A job takes ${countOf(limits.bytesPerImport, 'byte')}`,
    );
}

/** The first part of an input file's key, which the names of its result files leave out. */
export const inputBase = (inputKey: string, fileKey: string): string =>
  fileKey === inputKey ? fileKey.slice(0, fileKey.lastIndexOf('/') + 1) : asFolder(inputKey);

/** Where the results of one input file lie: its own path below the input, in the outcome's folder. */
export const resultKey = (outputKey: string, outcome: Outcome, base: string, fileKey: string): string =>
  `${outputKey}${outcome}/${fileKey.slice(base.length)}`;
