import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ImportResultsSummarized } from '../../events/types.generated.ts';
import { canTellPeak } from '../../tools/bench/processes.ts';
import { temporaryFolder } from '../support/cloud.ts';
import { startInlet } from '../support/inlet-process.ts';
import { followPeak } from '../support/peak-of-process.ts';

/** Sizes that take a minute or two; the full ones, 20000 and 5000, take from a quarter of an hour on (docs/performance.md). */
const FILES = Number(process.env.INLET_LONG_FILES ?? 1000);
const DROPS = Number(process.env.INLET_LONG_DROPS ?? 150);

/** Bytes that the local cloud's process may take: whatever the size. 20,000 files took 437 MB, 5,000 drops at once 404 MB. */
const MOST_FOR_FILES = 460e6;
const MOST_FOR_DROPS = 460e6;

/** Ends what hangs, milliseconds: on a machine where much else runs a file takes a tenth of a second, a drop one and a half. */
const limitFor = (each: number, count: number): number => 180_000 + each * count;

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  temporary = await temporaryFolder();
  if (!canTellPeak()) process.stderr.write('memory is not looked at: this system has no /proc\n');
});
afterAll(() => temporary.remove());

/** A file with one Patient of its own, by its place below the temporary folder. */
function writePatient(id: string, ...place: string[]): void {
  const file = join(temporary.folder, ...place);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ resourceType: 'Patient', id })}\n`);
}

interface Told {
  'detail-type': string;
  detail: Record<string, unknown>;
}

/** Drops folders into a local cloud of their own and waits for the end of its work. */
async function run(folders: readonly string[], name: string) {
  const report = join(temporary.folder, `${name}.json`);
  const drops = folders.flatMap((folder) => ['--drop', join(temporary.folder, folder)]);
  const inlet = startInlet([
    'local',
    '--memory',
    '--port',
    '0',
    '--json',
    '--exit-when-idle',
    '--report',
    report,
    ...drops,
  ]);
  const peak = followPeak(inlet.child);
  const code = await inlet.exit();
  const { files } = JSON.parse(readFileSync(report, 'utf8')) as {
    files: { key: string; became: string; lines: number | null; imported: number | null }[];
  };
  const events = inlet
    .stdout()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Told);
  const told = (type: string) => events.filter((event) => event['detail-type'] === type);
  process.stderr.write(`${name}: ${Math.round(peak() / 1e6)} MB at most\n`);
  return { code, files, told, peak: peak() };
}

const summaries = (told: Told[]) => told.map(({ detail }) => detail as unknown as ImportResultsSummarized);

test(
  'a drop of many files is one import, which ends well, in memory that does not grow with them',
  async () => {
    for (let file = 0; file < FILES; file += 1) writePatient(`p${file}`, 'many', `Patient-${file}.ndjson`);
    writeFileSync(join(temporary.folder, 'many', '_SUCCESS'), '');
    const { code, files, told, peak } = await run(['many'], 'files');
    expect(told('Import Job Submitted')).toHaveLength(1);
    expect(summaries(told('Import Results Summarized'))).toMatchObject([
      { status: 'COMPLETED', complete: true, resources: { imported: FILES } },
    ]);
    expect(files.filter(({ became, imported }) => became === 'imported' && imported === 1)).toHaveLength(
      FILES,
    );
    expect(files.filter(({ became }) => became === 'marker')).toHaveLength(1);
    expect(code).toBe(0);
    expect(peak).toBeLessThan(MOST_FOR_FILES);
  },
  limitFor(200, FILES),
);

test(
  'of many drops at once none is lost and none imported twice, in memory that does not grow with them',
  async () => {
    const folders = Array.from({ length: DROPS }, (_, drop) => `drop-${drop}`);
    for (const folder of folders) writePatient(folder, folder, 'Patient.ndjson');
    const { code, files, told, peak } = await run(folders, 'drops');
    const ended = summaries(told('Import Results Summarized'));
    expect(new Set(ended.map(({ importId }) => importId)).size).toBe(DROPS);
    expect(ended.filter(({ resources }) => resources.imported === 1)).toHaveLength(DROPS);
    expect(told('Import Job Submitted')).toHaveLength(DROPS);
    expect(files.map(({ key }) => key).sort()).toEqual(
      folders.map((folder) => `${folder}/Patient.ndjson`).sort(),
    );
    expect(files.filter(({ became, imported }) => became === 'imported' && imported === 1)).toHaveLength(
      DROPS,
    );
    expect(code).toBe(0);
    expect(peak).toBeLessThan(MOST_FOR_DROPS);
  },
  limitFor(3000, DROPS),
);
