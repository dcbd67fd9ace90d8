import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openReportFile } from '../../../cli/validate/report-file.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { mountSmallDisk } from '../../support/small-disk.ts';

let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  scratch = await temporaryFolder();
});
afterEach(() => scratch.remove());

test('a run that ends without its report leaves what was there before', async () => {
  const path = join(scratch.folder, 'report.html');
  writeFileSync(path, 'of yesterday');
  await (await openReportFile(path)).discard();
  expect([readdirSync(scratch.folder), readFileSync(path, 'utf8')]).toEqual([
    ['report.html'],
    'of yesterday',
  ]);
  const report = await openReportFile(path);
  await report.write('of today');
  await report.discard();
  expect([readdirSync(scratch.folder), readFileSync(path, 'utf8')]).toEqual([['report.html'], 'of today']);
});

test('a full disk is told, and leaves the report of before and nothing of the new one', async () => {
  const disk = mountSmallDisk(scratch.folder, 1);
  if (!disk) return;
  try {
    const path = join(disk.folder, 'report.html');
    writeFileSync(path, 'of yesterday');
    const report = await openReportFile(path);
    disk.fill(4096);
    await expect(report.write('x'.repeat(100_000))).rejects.toMatchObject({ code: 'ENOSPC' });
    await report.discard();
    disk.free();
    expect([readdirSync(disk.folder), readFileSync(path, 'utf8')]).toEqual([['report.html'], 'of yesterday']);
  } finally {
    disk.unmount();
  }
});

test('an error names what the person named, or the folder that is missing', async () => {
  await expect(openReportFile(join(scratch.folder, 'none', 'report.html'))).rejects.toMatchObject({
    code: 'ENOENT',
    path: join(scratch.folder, 'none'),
  });
  const file = join(scratch.folder, 'file');
  writeFileSync(file, '');
  await expect(openReportFile(join(file, 'report.html'))).rejects.toMatchObject({
    code: 'ENOTDIR',
    path: join(file, 'report.html'),
  });
});
