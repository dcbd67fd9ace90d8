import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectSource, SimulatedObject } from './object-source.ts';
import { positionIn } from './object-source.ts';

/** What the functions themselves have written into a bucket. */
export interface StoredObjects {
  put: (key: string, bytes: Buffer, at: number) => SimulatedObject;
  /** A copy, of which only the size is kept: HealthLake alone would read it. */
  putCopy: (key: string, size: number, at: number) => SimulatedObject;
  get: (key: string) => SimulatedObject | undefined;
  delete: (key: string) => void;
  read: (key: string, from: number) => AsyncIterable<Buffer>;
  /** Those below a prefix, in order. */
  below: (prefix: string) => Pick<ObjectSource, 'count' | 'at'>;
}

/** What is larger goes into a file. */
const MOST_IN_MEMORY = 64 * 1024;

interface Stored extends SimulatedObject {
  bytes?: Buffer;
  file?: string;
}

/** @param folder for large objects */
export function storedObjects(folder: string): StoredObjects {
  const objects = new Map<string, Stored>();
  /** The keys in order, as long as nothing is added or taken away. */
  let ordered: string[] | undefined;
  let files = 0;
  const keep = (stored: Stored): SimulatedObject => {
    if (!objects.has(stored.key)) ordered = undefined;
    objects.set(stored.key, stored);
    return stored;
  };
  const keys = (): string[] => (ordered ??= [...objects.keys()].sort());
  return {
    put(key, bytes, at) {
      const etag = createHash('md5').update(bytes).digest('hex');
      const about = { key, size: bytes.length, etag, versionId: null, lastModified: at };
      if (bytes.length <= MOST_IN_MEMORY) return keep({ ...about, bytes });
      const file = join(folder, `object-${(files += 1)}`);
      writeFileSync(file, bytes);
      return keep({ ...about, file });
    },
    putCopy: (key, size, at) => keep({ key, size, etag: '0'.repeat(32), versionId: null, lastModified: at }),
    get: (key) => objects.get(key),
    delete(key) {
      if (objects.delete(key)) ordered = undefined;
    },
    async *read(key, from) {
      const { bytes, file, size } = objects.get(key) ?? { size: 0 };
      if (bytes) yield bytes.subarray(from);
      else if (file !== undefined && size < 1024 * 1024) yield readFileSync(file).subarray(from);
      else if (file !== undefined) yield* createReadStream(file, { start: from }) as AsyncIterable<Buffer>;
    },
    below(prefix) {
      const all = keys();
      const position = (key: string): number =>
        positionIn({ count: all.length, at: (index) => ({ key: all[index] ?? '' }) }, key);
      const from = position(prefix);
      const to = position(`${prefix}\u{10ffff}`);
      return {
        count: to - from,
        at(index) {
          const found = objects.get(all[from + index] ?? '');
          if (!found) throw new Error('an object is gone');
          return found;
        },
      };
    },
  };
}
