import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { chunks, largeFile } from '../../sample-population/index.ts';
import { createWorkerThreads, r4Folder } from '../../../fhir/index.ts';
import { outputOfNode } from '../child-process.ts';
import { inFolder } from '../in-folder.ts';
import { canTellPeak, peakOf } from '../processes.ts';
import { report } from '../report.ts';
import { inWorkers } from './engines.ts';

const SIZES = [100_000_000, 600_000_000];

/** Names the file that a process of its own imports and exports. */
const FILE_VARIABLE = 'INLET_BENCH_FILE';

/** The most memory of a process that does nothing but import a file and export it again, as shipped, S3 left out. */
export async function fhirMemory(): Promise<void> {
  if (!canTellPeak()) {
    console.log('\nfhir-memory: not measured, for this system has no /proc');
    return;
  }
  const file = process.env[FILE_VARIABLE];
  if (file !== undefined) {
    await importAndExport(file);
    console.log(peakOf(process.pid));
    return;
  }
  await inFolder(async (folder) => {
    const path = join(folder, 'Observation.ndjson');
    writeFileSync(path, '');
    const idle = await peakWith(path);
    const peaks: [string, number][] = [];
    for (const bytes of SIZES) {
      await pipeline(Readable.from(chunks(largeFile({ bytes }).lines())), createWriteStream(path));
      peaks.push([`${bytes / 1e6} MB`, await peakWith(path)]);
    }
    report(
      'most memory of a process that imports and exports',
      'the same with an empty file',
      peaks.map(([what, peak]) => [what, peak / idle]),
    );
    console.log(`  that is ${peaks.map(([, peak]) => `${Math.round(peak / 1e6)} MB`).join(' and ')} here`);
  });
}

async function importAndExport(file: string): Promise<void> {
  const threads = createWorkerThreads();
  await inFolder(async (folder) => {
    const settings = { r4Folder: await r4Folder(), packages: [], unknownProfiles: 'refuse' as const };
    await inWorkers(folder, [file], settings, threads);
  });
  await threads.close();
}

const peakWith = async (file: string): Promise<number> =>
  Number(
    await outputOfNode(['bin/inlet.mjs', 'bench', '--only', 'fhir-memory'], {
      env: { ...process.env, [FILE_VARIABLE]: file },
    }),
  );
