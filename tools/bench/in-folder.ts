import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chunks, largeFile } from '../sample-population/index.ts';

/** Does work in a temporary folder, which is gone afterwards. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes an Observation.ndjson of about so many bytes and returns its path. */
export async function writeObservations(folder: string, bytes: number): Promise<string> {
  const file = join(folder, 'Observation.ndjson');
  await pipeline(Readable.from(chunks(largeFile({ bytes }).lines())), createWriteStream(file));
  return file;
}
