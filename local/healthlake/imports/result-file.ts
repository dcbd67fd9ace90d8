import { closeSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';

/** A growing file of result lines that can be taken back to what a checkpoint knew of it. */
export interface ResultFile {
  /** Bytes in the file. */
  length(): number;
  append(lines: string): void;
  close(): void;
}

/**
 * Opens the file at `length` bytes; what an interrupted run wrote behind them is cut off. A file that begins
 * anew is another file: the old one may live on under another name.
 */
export function openResultFile(path: string, length: number): ResultFile {
  if (length === 0) rmSync(path, { force: true });
  const file = openSync(path, length === 0 ? 'wx' : 'r+', 0o600);
  ftruncateSync(file, length);
  return {
    length: () => length,
    append(lines) {
      const bytes = Buffer.from(lines, 'utf8');
      for (let written = 0; written < bytes.length;)
        written += writeSync(file, bytes, written, bytes.length - written, length + written);
      length += bytes.length;
    },
    close: () => {
      closeSync(file);
    },
  };
}
