import { createWriteStream, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a stream to a file, since a file can be judged in parts, and returns it open. It has no name by then: whatever
 * ends this program, nothing of the data stays behind.
 */
export async function spool(input: Readable, signal: AbortSignal): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-validate-'));
  let file: number;
  try {
    file = openSync(join(folder, 'input.ndjson'), 'wx+', 0o600);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  await pipeline(input, createWriteStream('', { fd: file, autoClose: false }), { signal });
  return file;
}
