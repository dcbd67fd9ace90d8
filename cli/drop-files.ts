import { createReadStream, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { UsageError } from './command.ts';
import { localClientSettings } from './local-client.ts';

/** A file of this machine and the key it gets in the inbox. */
export interface DroppedFile {
  file: string;
  key: string;
}

/**
 * What dropping a path uploads: a file under its own name, a folder under its name with all that is in it.
 * @throws UsageError where nothing is there
 */
export async function filesOf(path: string): Promise<DroppedFile[]> {
  const root = resolve(path);
  const found = statSync(root, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`--drop ${path}: there is no such file or folder`);
  if (found.isFile()) return [{ file: root, key: basename(root) }];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ file, key: [basename(root), ...relative(root, file).split(sep)].join('/') }));
}

/** Uploads files into a bucket of the local cloud, as any S3 client would. */
export async function dropFiles(url: string, bucket: string, files: readonly DroppedFile[]): Promise<void> {
  const s3 = new S3Client(localClientSettings(url));
  try {
    for (const { file, key } of files) {
      const { size } = await stat(file);
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: createReadStream(file), ContentLength: size }),
      );
    }
  } finally {
    s3.destroy();
  }
}
