import { AwsError } from '../aws-error.ts';
import type { Caller } from '../caller.ts';
import { JobRefused } from './job-message.ts';
import type { ObjectLocation, ObjectStorage } from './object-storage.ts';
import { asFolder, parseS3Uri } from './s3-uri.ts';
import type { HealthLakeSettings } from './settings.ts';

/** What an import reads. */
export interface ImportInput {
  bucket: string;
  /** The key's first part that the names of result files leave out. */
  base: string;
  files: { key: string; size: number }[];
}

/**
 * The files of an input URI: the object itself where the URI names one; otherwise every object below the
 * URI as a folder, its sub-folders included. Only `.ndjson` files are read, others are passed over.
 * Throws JobRefused where there is nothing to read or more than the quotas allow.
 */
export function listInput(
  storage: ObjectStorage,
  caller: Caller,
  uri: string,
  limits: Pick<HealthLakeSettings, 'filesPerImport' | 'bytesPerFile' | 'bytesPerImport'>,
): ImportInput {
  const { bucket, key } = parseS3Uri(uri);
  const object = key === '' || key.endsWith('/') ? undefined : existing(storage, caller, { bucket, key });
  if (object)
    return checked(
      { bucket, base: key.slice(0, key.lastIndexOf('/') + 1), files: [{ key, size: object.size }] },
      uri,
      limits,
    );
  const base = asFolder(key);
  return checked({ bucket, base, files: [...storage.list(caller, { bucket, prefix: base })] }, uri, limits);
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

function checked(
  input: ImportInput,
  uri: string,
  limits: Pick<HealthLakeSettings, 'filesPerImport' | 'bytesPerFile' | 'bytesPerImport'>,
): ImportInput {
  const files = input.files.filter(({ key }) => key.endsWith('.ndjson'));
  if (files.length === 0) throw new JobRefused(`No .ndjson files to import were found at ${uri}`);
  if (files.length > limits.filesPerImport)
    throw new JobRefused(
      `The input has ${files.length} files. One import job takes ${limits.filesPerImport}`,
    );
  const tooLarge = files.find(({ size }) => size > limits.bytesPerFile);
  if (tooLarge)
    throw new JobRefused(`The file ${tooLarge.key} is larger than ${limits.bytesPerFile} bytes`);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes > limits.bytesPerImport)
    throw new JobRefused(
      `The input has ${bytes} bytes. One import job takes ${limits.bytesPerImport} bytes`,
    );
  return { ...input, files };
}

/** Where the results of one input file lie: its own path below the input, in SUCCESS or FAILURE. */
export function resultKey(
  outputKey: string,
  outcome: 'SUCCESS' | 'FAILURE',
  base: string,
  key: string,
): string {
  return `${outputKey}${outcome}/${key.startsWith(base) ? key.slice(base.length) : key}`;
}
