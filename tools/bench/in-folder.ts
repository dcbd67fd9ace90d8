import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeTemporaryFolder } from '../../local/boot/index.ts';
import { chunks, largeFile } from '../sample-population/index.ts';

/** Does work in a temporary folder, which is gone afterwards, also when a signal ends this process. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const { folder, remove } = makeTemporaryFolder();
  try {
    return await work(folder);
  } finally {
    remove();
  }
}

/** Writes an Observation.ndjson of about so many bytes and returns its path. */
export async function writeObservations(folder: string, bytes: number): Promise<string> {
  const file = join(folder, 'Observation.ndjson');
  await pipeline(Readable.from(chunks(largeFile({ bytes }).lines())), createWriteStream(file));
  return file;
}
