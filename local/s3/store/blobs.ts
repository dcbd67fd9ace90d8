import { randomBytes } from 'node:crypto';
import {
  createReadStream,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type ReadStream,
} from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The bytes from `start` to `end`, both inclusive. */
export interface ByteRange {
  start: number;
  end: number;
}

/** The bytes of objects and parts: one immutable file each. What counts is the database; a blob without a row is waste. */
export interface Blobs {
  /** Streams `bytes` to a file that becomes a blob only when all is written; nothing stays when `bytes` throws. */
  write(bytes: AsyncIterable<Uint8Array>): Promise<{ blob: string; size: number }>;
  /** Moves a file in as a blob. */
  take(file: string): Promise<string>;
  path(blob: string): string;
  /** Opens at once, so that a blob that is removed meanwhile is still read to its end. */
  read(blob: string, range?: ByteRange): ReadStream;
  remove(blobs: readonly (string | undefined)[]): void;
  /** Removes unfinished files and all blobs that are not in use; for the start, before anything is written. */
  sweep(inUse: (blob: string) => boolean): void;
}

const READ_AT_ONCE = 256 * 1024;

/** Blobs in `folder`: `blobs/<two hex digits>/<id>`, with what is being written in `incoming/`. */
export function createBlobs(folder: string): Blobs {
  const incoming = join(folder, 'incoming');
  const kept = join(folder, 'blobs');
  mkdirSync(incoming, { recursive: true, mode: 0o700 });
  mkdirSync(kept, { recursive: true, mode: 0o700 });

  const path = (blob: string): string => join(kept, blob.slice(0, 2), blob);
  const newBlob = (): string => {
    const blob = randomBytes(16).toString('hex');
    mkdirSync(dirname(path(blob)), { recursive: true, mode: 0o700 });
    return blob;
  };

  return {
    async write(bytes) {
      const blob = newBlob();
      const unfinished = join(incoming, blob);
      try {
        const file = await open(unfinished, 'wx', 0o600);
        let size = 0;
        try {
          for await (const piece of bytes) {
            await file.writeFile(piece);
            size += piece.length;
          }
        } finally {
          await file.close();
        }
        renameSync(unfinished, path(blob));
        return { blob, size };
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    async take(file) {
      const blob = newBlob();
      try {
        await rename(file, path(blob));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
        // From another file system: a copy in two steps, so that a kill leaves no half blob.
        await copyFile(file, join(incoming, blob));
        await rename(join(incoming, blob), path(blob));
        await rm(file);
      }
      return blob;
    },
    path,
    read(blob, range) {
      const fd = openSync(path(blob), 'r');
      // With its end known, a small one takes no more memory than it has bytes, and no second look for its end.
      const end = range?.end ?? fstatSync(fd).size - 1;
      return createReadStream('', { fd, ...range, ...(end >= 0 && { end }), highWaterMark: READ_AT_ONCE });
    },
    remove(blobs) {
      for (const blob of blobs) if (blob !== undefined) rmSync(path(blob), { force: true });
    },
    sweep(inUse) {
      for (const name of readdirSync(incoming)) rmSync(join(incoming, name));
      for (const shard of readdirSync(kept)) {
        for (const blob of readdirSync(join(kept, shard))) if (!inUse(blob)) rmSync(path(blob));
      }
    },
  };
}
