import { packageStage } from '../build/index.ts';
import { dropFiles } from '../upload/index.ts';
import type { ImportJobStatusChanged } from '../../events/index.ts';
import { startLocalCloud } from '../../local/boot/index.ts';
import { r4Folder } from '../../fhir/index.ts';
import { importHere } from './fhir/engines.ts';
import { parseFile } from './fhir/passes.ts';
import { inFolder, writeObservations } from './in-folder.ts';
import { interleaved, timed } from './interleaved.ts';
import { median, report } from './report.ts';

const BYTES = 80_000_000;
const ROUNDS = 3;

/** The whole path: from the begin of the upload to the event on the bus, and the job's own part of it. */
async function importInCloud(packageFolder: string, file: string): Promise<{ path: number; job: number }> {
  const cloud = await startLocalCloud({ packageFolder, port: 0 });
  try {
    let begun = 0;
    let job = 0;
    const told = new Promise<void>((resolve, reject) => {
      cloud.onEvent(({ 'detail-type': type, detail }) => {
        if (type === 'Import Job In Progress') begun = performance.now();
        if (type === 'Import Job Completed') job = performance.now() - begun;
        if (type !== 'Import Job Status Changed') return;
        const { status, endTime } = detail as unknown as ImportJobStatusChanged;
        if (status === 'COMPLETED') resolve();
        else if (endTime !== null) reject(new Error(`the import ended ${status}`));
      });
    });
    const path = await timed(async () => {
      await dropFiles(cloud.url, cloud.names.inboxBucket, [{ file, key: 'Observation.ndjson' }]);
      await told;
    });
    return { path, job };
  } finally {
    await cloud.close();
  }
}

/** Bytes a second of an import, in three depths: the engine alone, as a job, and as a dropped file. */
export async function importSpeed(): Promise<void> {
  const { folder: packageFolder } = await packageStage({ stage: 'local' });
  await inFolder(async (folder) => {
    const file = await writeObservations(folder, BYTES);
    const jobs: number[] = [];
    const settings = { r4Folder: await r4Folder(), packages: [], unknownProfiles: 'refuse' as const };
    const { parsed, alone, path } = await interleaved(ROUNDS, {
      parsed: () => timed(() => parseFile(file)),
      alone: () => timed(() => importHere(folder, [file], settings)),
      path: async () => {
        const times = await importInCloud(packageFolder, file);
        jobs.push(times.job);
        return times.path;
      },
    });
    report(`import of ${BYTES / 1e6} MB, bytes a second`, 'the speed of read + split + JSON.parse', [
      ['engine alone, one thread', parsed / alone],
      ['job of the local HealthLake, IN_PROGRESS to its end', parsed / median(jobs)],
      ['whole path: upload, quiet time, job, event on the bus', parsed / path],
    ]);
  });
}
