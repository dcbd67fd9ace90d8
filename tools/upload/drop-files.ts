import { statSync } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import { UsageError, noSuchPath } from '../../errors/index.ts';
import { markerName } from '../../lib/manifests/index.ts';
import { localClientSettings } from '../../local/boot/index.ts';
import { sendFile } from './send-file.ts';

/** A file of this machine and the key it gets in the inbox. */
export interface DroppedFile {
  file: string;
  key: string;
}

/** A marker says that a drop is whole: it is uploaded when that is so. */
const isMarker = (file: string): boolean => markerName(basename(file)) !== undefined;

/**
 * What dropping a path uploads: a file under its own name, a folder under its name with all that is in it, markers
 * last.
 * @throws UsageError where nothing is there to upload; the error of the file system where a file may not be read
 */
export async function filesOf(path: string): Promise<DroppedFile[]> {
  const files = await filesBelow(path);
  // Better known now than when half of a drop is uploaded.
  for (const { file } of files) await (await open(file)).close();
  return files;
}

async function filesBelow(path: string): Promise<DroppedFile[]> {
  const root = resolve(path);
  const found = statSync(root, { throwIfNoEntry: false });
  if (!found) throw new UsageError(`--drop ${path}: ${noSuchPath(path)}`, { actual: path });
  if (found.isFile()) return [{ file: root, key: basename(root) }];
  if (!found.isDirectory())
    throw new UsageError(`--drop ${path}: this is neither a file nor a folder`, { actual: path });
  const files = (await readdir(root, { recursive: true }))
    .map((name) => join(root, name))
    // Follows a link to a file, as `aws s3 cp` does; one that leads nowhere is left out.
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .sort((a, b) => Number(isMarker(a)) - Number(isMarker(b)) || (a < b ? -1 : 1));
  if (files.length === 0)
    throw new UsageError(`--drop ${path}: there is no file in this folder`, { actual: path });
  return files.map((file) => ({
    file,
    key: [basename(root), ...relative(root, file).split(sep)].join('/'),
  }));
}

/** Uploads files into a bucket of the local cloud, as any S3 client would. */
export async function dropFiles(url: string, bucket: string, files: readonly DroppedFile[]): Promise<void> {
  if (files.length === 0) return;
  // Loaded only here: most starts of the local cloud drop nothing.
  const { PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = new S3Client(localClientSettings(url));
  try {
    for (const { file, key } of files) {
      const { size } = await stat(file);
      // With its end known, a small one takes no more memory than it has bytes.
      await sendFile(file, size > 0 ? { end: size - 1 } : {}, (Body, abortSignal) =>
        s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentLength: size }), {
          abortSignal,
        }),
      );
    }
  } finally {
    s3.destroy();
  }
}
