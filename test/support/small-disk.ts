import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file system of its own, of few megabytes. */
export interface SmallDisk {
  folder: string;
  /** Takes all room but so many bytes. */
  fill: (butBytes: number) => void;
  /** Gives the room back. */
  free: () => void;
  makeReadOnly: () => void;
  unmount: () => void;
}

const mount = (...args: string[]): boolean => spawnSync('mount', args).status === 0;

/** Mounts a file system in memory below `parent`; undefined, saying so, where this user may not mount. */
export function mountSmallDisk(parent: string, megabytes = 64): SmallDisk | undefined {
  const folder = join(parent, 'small-disk');
  mkdirSync(folder);
  if (!mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'inlet-test', folder)) {
    process.stderr.write('not tried: only root can mount a small disk\n');
    return undefined;
  }
  const filler = join(folder, 'filler');
  return {
    folder,
    fill(butBytes) {
      const { bavail, bsize } = statfsSync(folder);
      const file = openSync(filler, 'w');
      const piece = Buffer.alloc(64 * 1024, 1);
      for (let left = bavail * bsize - butBytes; left > 0; left -= piece.length) {
        try {
          writeSync(file, piece, 0, Math.min(left, piece.length));
        } catch {
          // Somebody else took the rest.
          break;
        }
      }
      closeSync(file);
    },
    free() {
      rmSync(filler, { force: true });
    },
    makeReadOnly() {
      mount('-o', 'remount,ro', folder);
    },
    unmount() {
      spawnSync('umount', ['--lazy', folder]);
    },
  };
}
