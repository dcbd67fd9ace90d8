import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LONGEST_LINE_BYTES, r4Folder } from '../../../fhir/index.ts';
import type { Digest } from '../../../cli/validate/digest.ts';
import type { InputFiles } from '../../../cli/validate/input-files.ts';
import { digestBuilder, inputFiles, validateInput } from '../../../cli/validate/index.ts';

const LINE = '{"resourceType":"Patient","id":"a"}\n';
const { signal } = new AbortController();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'inlet-unreadable-'));
  for (const name of ['a.ndjson', 'b.ndjson', 'd.ndjson']) writeFileSync(join(folder, name), LINE);
  writeFileSync(join(folder, 'c.ndjson.gz'), gzipSync(LINE));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function judged({ files }: InputFiles): Promise<Digest> {
  const builder = digestBuilder();
  const validator = { r4Folder: await r4Folder(), packages: [], unknownProfiles: 'refuse' } as const;
  const order = { level: 'structure-only', longestLine: LONGEST_LINE_BYTES, validator } as const;
  await validateInput(files, order, signal, ({ file, range }) => builder.add(file, range));
  return builder.digest();
}

test('files that cannot be opened are refused with the reason, and those behind them are judged', async () => {
  const input = await inputFiles([folder], signal);
  for (const name of ['b.ndjson', 'c.ndjson.gz']) rmSync(join(folder, name));
  const { files, issues } = await judged(input);
  expect(files.map(({ file, right, refused }) => [file, right, refused])).toEqual([
    ['a.ndjson', 1, 0],
    ['b.ndjson', 0, 1],
    ['c.ndjson.gz', 0, 1],
    ['d.ndjson', 1, 0],
  ]);
  expect(issues.map(({ lines }) => lines)).toEqual([2]);
  expect(issues[0]?.diagnostics).toContain('the file has gone since this began (ENOENT)');
});

test('one alone that cannot be opened is an error', async () => {
  const input = await inputFiles([join(folder, 'a.ndjson')], signal);
  rmSync(join(folder, 'a.ndjson'));
  await expect(judged(input)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('an error of a file that is open names it', async () => {
  const { files } = await inputFiles([join(folder, 'a.ndjson')], signal);
  // A folder can be opened, and not read.
  const opened = files.map((file) => ({
    ...file,
    path: folder,
    open: () => ({ file: openSync(folder, 'r') }),
  }));
  await expect(judged({ files: opened, passedOver: [] })).rejects.toMatchObject({
    code: 'EISDIR',
    path: folder,
  });
});

test('standard input is read once', async () => {
  await expect(inputFiles(['-', '-'], signal)).rejects.toThrow('-: standard input can be read once');
});
