import { describe, expect, test } from '@jest/globals';
import { isClean, nextStepOfBackfill } from '../../../cli/import/backfill-next-step.ts';
import { renderBackfill } from '../../../cli/import/render-backfill.ts';
import type { BackfillDocument } from '../../../lib/actions/backfill/document.ts';

const document: BackfillDocument = {
  kind: 'backfill',
  schemaVersion: '1',
  stage: 'dev',
  at: '2026-01-31T12:00:03.456Z',
  bucket: 'inbox',
  prefix: 'history/',
  route: null,
  dryRun: true,
  totals: {
    objects: 1205,
    files: 1200,
    bytes: 5_000_000,
    jobs: 2,
    pending: 0,
    importing: 0,
    imported: 3,
    failed: 0,
    rejected: 1,
    leftAlone: 1,
    ofOtherRoutes: 0,
  },
  leftAlone: { hidden: 0, tolerated: 0, placeholders: 0, markers: 1, exportLogs: 0 },
  drops: [{ route: 'default', drop: 'history', datastoreId: 'd', files: 1200, bytes: 5_000_000, jobs: 2 }],
  limits: [{ limit: 'maxFiles', where: 'history/', text: '2 jobs' }],
  incompleteManifests: [],
  rejected: [{ key: 'history/a.json', bytes: 2, reason: 'json-not-ndjson', advice: 'Write lines.' }],
  failedImports: [],
  sample: {
    files: 1200,
    lines: 6000,
    filesWithProblems: 1,
    problems: [{ key: 'history/b.ndjson', line: 3, problem: 'no-id' }],
    truncated: false,
  },
  recorded: null,
  nextStep: 'Run it.',
};
const step = (changes: Partial<BackfillDocument>): string => nextStepOfBackfill({ ...document, ...changes });
const nothing = { ...document.totals, files: 0, jobs: 0, rejected: 0 };

describe('a dry run, for people', () => {
  test('is drops, limits, what is rejected, wrong lines, totals, and the next step last', () => {
    expect(renderBackfill(document)).toEqual([
      's3://inbox/history/, stage dev, 2026-01-31 12:00:03Z, dry run: nothing is changed',
      '',
      'drop      route    files  size    jobs',
      'history/  default  1,200  5.0 MB     2',
      '',
      'limit     where     what comes of it',
      'maxFiles  history/  2 jobs',
      '',
      'not to be imported  reason           what to do',
      'history/a.json      json-not-ndjson  Write lines.',
      '',
      'first lines of    line  what is wrong',
      'history/b.ndjson  3     no-id',
      '',
      'Looked at the first lines of 1,200 files: 6,000 lines, something wrong in 1 file.',
      '',
      'totals  1,205 objects: 1,200 files to import (5.0 MB) in 2 jobs, 1 rejected, 1 left alone, 0 of',
      '        other routes',
      'before  3 imported already, 0 being imported, 0 waiting, 0 in imports that failed',
      'next    Run it.',
    ]);
  });

  test('shows no more rows than a screen holds, and says how many there are', () => {
    const drops = Array.from({ length: 30 }, (_, index) => ({
      route: 'default',
      drop: `d${index}`,
      datastoreId: 'd',
      files: 1,
      bytes: 1,
      jobs: 1,
    }));
    const lines = renderBackfill({ ...document, drops });
    expect(lines.filter((line) => /^d\d+\//.test(line))).toHaveLength(20);
    expect(lines).toContain('... and 10 more; --json lists more of them');
  });
});

describe('what to do next', () => {
  test.each<[string, Partial<BackfillDocument>, string]>([
    ['lines are wrong', {}, 'Mend the files'],
    ['a dry run is clean', { sample: null }, 'Run it without --dry-run'],
    ['files were recorded', { dryRun: false, sample: null, recorded: 1200 }, 'Inlet goes on by itself'],
    [
      'all is imported',
      { totals: nothing, sample: null },
      'Nothing is new: 3 files imported already, 1 marker (_SUCCESS or a manifest), which is no data.',
    ],
    [
      'only names lie there that are no data',
      {
        totals: { ...nothing, imported: 0 },
        leftAlone: { hidden: 2, tolerated: 1, placeholders: 1, markers: 0, exportLogs: 1 },
        sample: null,
      },
      'Nothing is new: 2 hidden names (hiddenNames of the route), 1 tolerated name (toleratedNames of the route), 1 placeholder of folders, 1 log of exports.',
    ],
    ['nothing lies there', { totals: { ...nothing, objects: 0 }, sample: null }, 'aws s3 ls s3://inbox/`'],
    [
      'an import of them failed',
      { totals: { ...nothing, failed: 2 }, failedImports: ['imp-1'], sample: null },
      'npx inlet import --again imp-1',
    ],
  ])('is told where %s', (_, changes, text) => {
    expect(step(changes)).toContain(text);
  });

  test('is nothing to mend only where nothing is rejected, missing or wrong', () => {
    const clean = { ...document, totals: nothing, sample: null };
    expect(isClean(clean)).toBe(true);
    expect(isClean(document)).toBe(false);
    expect(isClean({ ...clean, incompleteManifests: [{ key: 'm', missingFiles: 1, missing: ['a'] }] })).toBe(
      false,
    );
    expect(isClean({ ...clean, totals: { ...nothing, rejected: 1 } })).toBe(false);
  });
});

test.each([
  ['history/2025/', 's3://inbox/history/'],
  ['history/20', 's3://inbox/history/'],
  ['histroy/', 's3://inbox/'],
  ['', 's3://inbox/'],
])('where nothing lies below "%s", what lies beside it is shown', (prefix, shown) => {
  const totals = { ...nothing, objects: 0, imported: 0, leftAlone: 0 };
  expect(step({ prefix, totals, sample: null })).toContain(`\`aws s3 ls ${shown}\``);
});
