import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { resourceVersions } from '../../../../local/healthlake/store/resource-versions.ts';
import { startHealthLake } from '../running.ts';

const runProgram = promisify(execFile);

const LINES = 120_000;
/** Line `number`: each patient twice, in lines that are far from each other; every 1000th line is broken. */
const line = (number: number): string =>
  number % 1000 === 0 ? '{' : `{"resourceType":"Patient","id":"p${number % (LINES / 2)}","active":true}`;

/** Node 22 needs the flag to take TypeScript as it is. */
const PROGRAM = [
  '--experimental-strip-types',
  '--disable-warning=ExperimentalWarning',
  join(import.meta.dirname, 'import-until-killed.ts'),
];

/** Runs the import in a process of its own, which kills itself when `resources` are scanned, and says how many were. */
async function importUntil(args: string[], resources: number): Promise<number> {
  const { stdout } = await runProgram(process.execPath, [...PROGRAM, ...args, String(resources)]).catch(
    (error: unknown) => error as { stdout: string },
  );
  return Number(stdout);
}

test('an import whose process is killed twice is finished, each line once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-killed-'));
  const state = join(folder, 'state');
  const input = join(folder, 'input.ndjson');
  writeFileSync(input, Array.from({ length: LINES }, (_, index) => `${line(index + 1)}\n`).join(''));
  const first = await importUntil([state, input], 4_000);
  const second = await importUntil([state, input], 24_000);
  expect(first).toBeLessThan(LINES);
  expect(second).toBeGreaterThan(first);
  expect(second).toBeLessThan(LINES);

  const running = await startHealthLake({
    stateFolder: state,
    prepare: (s3) => {
      s3.put('s3://inbox/drop/Patient.ndjson', readFileSync(input));
    },
  });
  try {
    await running.clock.settled();
    const [{ jobId } = { jobId: '' }] = running.healthlake.jobs();
    const job = await running.describeImport(jobId);
    expect(job).toMatchObject({
      JobStatus: 'COMPLETED_WITH_ERRORS',
      JobProgressReport: {
        TotalNumberOfResourcesScanned: LINES,
        TotalNumberOfResourcesImported: LINES - LINES / 1000,
        TotalNumberOfResourcesWithCustomerError: LINES / 1000,
      },
    });
    const stored = resourceVersions(running.healthlake.store).behind(
      running.datastoreId,
      'Patient',
      '',
      LINES,
    );
    const versions = new Map(stored.map(({ id, version }) => [id, version]));
    const wrong = Array.from({ length: LINES / 2 }, (_, index) => index).filter(
      (number) => versions.get(`p${number}`) !== (number % 1000 === 0 ? undefined : 2),
    );
    expect(wrong).toEqual([]);
    const folderUri = job.JobOutputDataConfig?.S3Configuration?.S3Uri ?? '';
    const lineIds = ['SUCCESS', 'FAILURE'].flatMap((outcome) =>
      running.s3
        .text(`${folderUri}${outcome}/Patient.ndjson`)
        .trimEnd()
        .split('\n')
        .map((result) => (JSON.parse(result) as { lineId: number }).lineId),
    );
    expect(lineIds.sort((one, other) => one - other)).toEqual(
      Array.from({ length: LINES }, (_, index) => index + 1),
    );
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
