import { describe, expect, test } from '@jest/globals';
import { chooseInput, copyName } from '../../../lib/starts/stage-input.ts';
import type { PlannedFile } from '../../../lib/plans/plan.ts';
import { freeze } from '../../../lib/plans/plan.ts';
import { LOOSE } from '../../../lib/routes/routes.ts';
import { testRoute } from '../../support/routes.ts';

const route = testRoute();
const file = (key: string): PlannedFile => ({
  key,
  versionId: 'v',
  sequencer: '1',
  size: 5,
  etag: `e-${key}`,
});
const listed = (key: string, changes = {}) => ({ key, size: 5, etag: `e-${key}`, ...changes });
const plan = (drop: string, ...keys: string[]) =>
  freeze({ bucket: 'inbox', datastoreId: 'd'.repeat(32), route: 'default', drop }, keys.map(file)).plan;

const folder = plan('d/', 'd/a.ndjson', 'd/sub/b.ndjson');

describe('what a job reads', () => {
  test('is the object itself for a lone file, loose or in a folder', async () => {
    expect(await chooseInput(plan(LOOSE, 'a.ndjson'), route, undefined)).toEqual({
      kind: 'object',
      s3Uri: 's3://inbox/a.ndjson',
    });
    expect(await chooseInput(plan('d/', 'd/a.ndjson'), route, undefined)).toEqual({
      kind: 'object',
      s3Uri: 's3://inbox/d/a.ndjson',
    });
  });
  test('is the folder in place where it holds the plan’s files and tolerated names only', async () => {
    const found = [
      listed('d/', { size: 0 }),
      listed('d/LICENSE'),
      listed('d/_SUCCESS'),
      listed('d/a.ndjson'),
      listed('d/sub/b.ndjson'),
    ];
    expect(await chooseInput(folder, route, found)).toEqual({ kind: 'folder', s3Uri: 's3://inbox/d/' });
  });
  test.each([
    [
      'another file lies in the folder',
      [listed('d/a.ndjson'), listed('d/sub/b.ndjson'), listed('d/c.ndjson')],
    ],
    ['a file of the plan is gone', [listed('d/a.ndjson')]],
    ['a file was written again since', [listed('d/a.ndjson', { etag: 'new' }), listed('d/sub/b.ndjson')]],
    [
      'a rejected file lies in the folder',
      [listed('d/a.ndjson'), listed('d/sub/b.ndjson'), listed('d/x.json')],
    ],
    [
      'an empty file lies in the folder',
      [listed('d/a.ndjson'), listed('d/sub/b.ndjson'), listed('d/e.ndjson', { size: 0 })],
    ],
  ])('is copies where %s', async (_, found) => {
    expect(await chooseInput(folder, route, found)).toEqual({ kind: 'copies' });
  });
  test('reads no more of a large folder than decides: a folder of many plans is not listed whole for each', async () => {
    let read = 0;
    async function* all() {
      for (; read < 1_000_000; read += 1) yield await Promise.resolve(listed(`d/${read}.ndjson`));
    }
    expect(await chooseInput(folder, route, all())).toEqual({ kind: 'copies' });
    expect(read).toBe(0);
  });
  test('is copies for several loose files: their prefix holds everything', async () => {
    expect(await chooseInput(plan(LOOSE, 'a.ndjson', 'b.ndjson'), route, undefined)).toEqual({
      kind: 'copies',
    });
  });
  test('is a copy of a lone file whose key is too long for HealthLake’s S3Uri, or has a line break', async () => {
    expect(await chooseInput(plan(LOOSE, `${'a'.repeat(1010)}.ndjson`), route, undefined)).toEqual({
      kind: 'copies',
    });
    expect(await chooseInput(plan(LOOSE, 'a\nb.ndjson'), route, undefined)).toEqual({ kind: 'copies' });
  });
});

describe('the name of a copy', () => {
  test('is short, plain and unique by its line in the plan', () => {
    expect(copyName(0, { key: 'd/Patient.000.ndjson' })).toBe('0000001-Patient.000.ndjson');
    expect(copyName(1, { key: 'd/é è+%20.ndjson' })).toBe('0000002--20.ndjson');
    expect(copyName(999_999, { key: `${'x'.repeat(900)}.ndjson` })).toHaveLength(79);
  });
});

describe('what a job reads, where results have keys of at most 1,024 bytes', () => {
  // imports/<32>-FHIR_IMPORT-<32>/SUCCESS_WITH_SEARCH_VALIDATION_FAILURES/ has 126 bytes.
  const longest = 1024 - 126;
  test.each([
    ['a lone file', 'd/', [longest], 'object', 'copies'],
    ['a folder', 'd/', [longest, 20], 'folder', 'copies'],
  ] as const)('is %s in place as long as they fit, to the byte', async (_, drop, lengths, fits, tooLong) => {
    const inputOf = async (more: number, letter = 'x') => {
      const keys = lengths.map(
        (length) => `${drop}${letter.repeat((length + more - 7) / Buffer.byteLength(letter))}.ndjson`,
      );
      const planned = plan(drop, ...keys);
      const found = keys.map((key) => listed(key));
      return (await chooseInput(planned, route, found)).kind;
    };
    expect(await inputOf(0)).toBe(fits);
    expect(await inputOf(1)).toBe(tooLong);
  });

  test('counts bytes, not characters', async () => {
    const key = `d/${'\u{1F600}'.repeat(225)}.ndjson`;
    expect(await chooseInput(plan('d/', key), route, undefined)).toEqual({ kind: 'copies' });
  });
});
