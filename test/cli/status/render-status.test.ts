import { describe, expect, test } from '@jest/globals';
import { createRedraw } from '../../../cli/terminal/redraw.ts';
import { isGood, isOpen, isUncounted, openImports, renderStatus } from '../../../cli/status/render-status.ts';
import type { ExportStatus } from '../../../lib/status/exports/export-document.ts';
import type { ImportStatus, KeyStatus, Overview } from '../../../lib/status/document.ts';

const AT = '2026-01-31T12:00:03.456Z';
const overview: Overview = {
  kind: 'overview',
  schemaVersion: '1',
  stage: 'dev',
  at: AT,
  pausedRoutes: [{ route: 'lab', since: AT, reason: 'restore' }],
  drops: [
    {
      route: 'default',
      drop: 'nightly',
      files: 1200,
      bytes: 5_000_000,
      firstRecordedAt: AT,
      hidden: { objects: 3, example: 'nightly/_temporary/' },
      closes: false,
      because: 'quiet in 42 s',
      missing: null,
    },
  ],
  imports: [],
  requests: [],
  dataStores: [],
  jobs: [],
  ended: [],
  exports: [],
  exportJobs: [],
  totals: {
    drops: 1,
    waitingFiles: 1200,
    waitingBytes: 5_000_000,
    imports: 0,
    jobs: 0,
    exports: 0,
    resourcesScanned: 0,
    resourcesImported: 0,
    resourcesWithErrors: 0,
  },
  nextStep: 'Wait.',
};
const arrival: KeyStatus['arrivals'][number] = {
  recordedAt: AT,
  versionId: 'v2',
  bytes: 10,
  fate: 'imported-with-errors',
  because: 'in import imp-1',
  importId: 'imp-1',
  jobId: 'j',
  rejection: null,
  withdrawal: null,
  sameAs: null,
  counts: { lines: 10, imported: 8, failed: 2 },
  missing: null,
};
const key: KeyStatus = {
  kind: 'key',
  schemaVersion: '1',
  stage: 'dev',
  at: AT,
  bucket: 'inbox',
  key: 'a.ndjson',
  arrivals: [arrival],
  olderLeftOff: false,
  found: null,
  nextStep: 'Look.',
};
const imported: ImportStatus = {
  kind: 'import',
  schemaVersion: '1',
  stage: 'dev',
  at: AT,
  import: {
    importId: 'imp-1',
    state: 'COMPLETED_WITH_ERRORS',
    isOpen: false,
    route: 'default',
    drop: null,
    files: 2,
    bytes: 20,
    attempt: 2,
    plannedAt: AT,
    jobId: 'j',
    errorName: null,
    because: 'its job ended COMPLETED_WITH_ERRORS',
  },
  job: {
    jobId: 'j',
    datastoreId: 'd',
    importId: 'imp-1',
    status: 'COMPLETED_WITH_ERRORS',
    submitTime: AT,
    endTime: AT,
    inputS3Uri: 's3://inbox/a.ndjson',
    outputS3Uri: 's3://results/j/',
    progress: null,
    message: null,
  },
  summary: null,
  results: { s3Uri: 's3://results/j/', filesWithFailures: null, truncated: false },
  earlierAttempts: [
    {
      attempt: 1,
      outcome: 'FAILED',
      jobId: 'i',
      errorName: null,
      repeatedAt: AT,
      reason: 'key was disabled',
    },
  ],
  nextStep: 'Read.',
};

describe('for people', () => {
  test('the overview is its tables, totals, and the next step last', () => {
    expect(renderStatus(overview)).toEqual([
      'stage dev, 2026-01-31 12:00:03Z',
      '',
      'paused route  since                 reason',
      'lab           2026-01-31 12:00:03Z  restore',
      '',
      'drop      route    files  size    why it is open',
      'nightly/  default  1,200  5.0 MB  quiet in 42 s',
      '',
      'left alone in  objects  with hidden names, the first at',
      'nightly/             3  nightly/_temporary/',
      '',
      'totals  1 drop with 1,200 files (5.0 MB) waiting; 0 imports and 0 jobs open',
      'next    Wait.',
    ]);
  });

  test('a key is a line for each write, with its counts, or that they are not summarized yet', () => {
    expect(renderStatus(key).join('\n')).toMatch(
      /10 lines, 8 imported, 2 failed\s+what became of it: imported-with-errors: in import imp-1$/m,
    );
    const unread = renderStatus({ ...key, arrivals: [{ ...arrival, counts: null }] });
    expect(unread[3]).toMatch(/not summarized yet {2}imported-with-errors: in import imp-1$/);
    const waiting = renderStatus({ ...key, arrivals: [{ ...arrival, fate: 'pending', counts: null }] });
    expect(waiting[3]).toMatch(/pending: in import imp-1$/);
  });

  test('an import says where its results lie, that they are not summarized yet, and its earlier attempts', () => {
    const text = renderStatus(imported).join('\n');
    for (const part of [
      'results    s3://results/j/',
      'summary    not summarized yet',
      'attempt    2',
      'of drop (loose files)',
      'key was disabled',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('a job that is not looked at yet leaves nothing blank, neither of an import nor of an export', () => {
    const { job } = imported;
    if (job === null) throw new Error('the import has a job');
    const unseen = { ...job, status: null, submitTime: null, endTime: null };
    const run: ExportStatus = {
      ...imported,
      kind: 'export',
      job: { ...unseen, exportName: 'e', exportId: 'exp-1', outputS3Uri: null, files: null },
      export: {
        ...imported.import,
        exportId: 'exp-1',
        exportName: 'e',
        datastoreId: 'd',
        cause: 'command',
        requestId: null,
        dueAt: AT,
        folderS3Uri: null,
        filesTold: null,
        removedAt: null,
      },
    };
    for (const shown of [renderStatus({ ...imported, job: unseen }), renderStatus(run)]) {
      expect(shown).toContainEqual(expect.stringMatching(/^submitted +not known yet$/));
      expect(shown).not.toContainEqual(expect.stringMatching(/^[a-z]+ *$/));
    }
  });

  test('an import lists the files with failures, but no more than a screen holds', () => {
    const filesWithFailures = Array.from({ length: 30 }, (_, index) => ({
      key: `file-${index}.ndjson`,
      versionId: null,
      lines: 3,
      imported: 2,
      failed: 1,
    }));
    const lines = renderStatus({ ...imported, results: { ...imported.results, filesWithFailures } });
    expect(lines.filter((line) => line.startsWith('file-'))).toHaveLength(20);
    expect(lines).toContain('There are more files with failures: --json lists 30.');
  });
});

describe('--watch', () => {
  test('goes on while something is open, and a key that is not recorded yet is', () => {
    expect([isOpen(overview), isOpen({ ...overview, drops: [] })]).toEqual([true, false]);
    const unrecorded = (as: 'file' | 'nothing' | 'marker') =>
      isOpen({ ...key, arrivals: [], found: { as, example: null } });
    expect([unrecorded('file'), unrecorded('nothing'), unrecorded('marker'), isOpen(key)]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(isOpen({ ...key, arrivals: [{ ...arrival, fate: 'importing' }] })).toBe(true);
    expect(isOpen({ ...imported, import: { ...imported.import, isOpen: true } })).toBe(true);
  });

  test('goes on for the counts of what it saw open, and of nothing else', () => {
    const importing: KeyStatus = { ...key, arrivals: [{ ...arrival, fate: 'importing' }] };
    expect([openImports(importing), openImports(key), openImports(imported)]).toEqual([['imp-1'], [], []]);
    const seen = new Set(['imp-1']);
    const uncounted: KeyStatus = { ...key, arrivals: [{ ...arrival, jobId: 'j', counts: null }] };
    expect([isUncounted(uncounted, seen), isUncounted(uncounted, new Set()), isUncounted(key, seen)]).toEqual(
      [true, false, false],
    );
    expect([isUncounted(imported, seen), isUncounted({ ...imported, job: null }, seen)]).toEqual([
      true,
      false,
    ]);
    const end = { ...imported.import, counts: null, why: null, nextStep: 'None.' };
    expect(isUncounted({ ...overview, ended: [end] }, seen)).toBe(true);
    // One that could not be started has none.
    expect(isUncounted({ ...overview, ended: [{ ...end, jobId: null }] }, seen)).toBe(false);
  });

  test('ends well where everything asked about was imported', () => {
    expect([isGood(key), isGood({ ...key, arrivals: [{ ...arrival, fate: 'imported' }] })]).toEqual([
      false,
      true,
    ]);
    expect(isGood(imported)).toBe(false);
    expect(isGood({ ...imported, import: { ...imported.import, state: 'COMPLETED' } })).toBe(true);
  });

  test('draws over the last frame on a terminal, cut to what fits', () => {
    let text = '';
    const out = { isTTY: true, rows: 3, columns: 5, write: (part: string) => Boolean((text += part)) };
    const redraw = createRedraw(out);
    redraw(['one line', 'two', 'three']);
    redraw(['one']);
    expect(text).toBe('o...\ntwo\n\u001b[2A\r\u001b[Jone\n');
    text = '';
    redraw(['one line', 'two', 'three'], { isLast: true });
    expect(text).toBe('\u001b[1A\r\u001b[Jone line\ntwo\nthree\n');
  });

  test('takes a terminal that does not know its size for a usual one', () => {
    let text = '';
    const out = { isTTY: true, rows: 0, columns: 0, write: (part: string) => Boolean((text += part)) };
    createRedraw(out)(['one', 'two']);
    expect(text).toBe('one\ntwo\n');
  });

  test('writes a frame to a file only where more than its time differs', () => {
    let text = '';
    const redraw = createRedraw({ write: (part: string) => Boolean((text += part)) });
    redraw(['12:00', 'a']);
    redraw(['12:01', 'a']);
    redraw(['12:02', 'b']);
    expect(text).toBe('12:00\na\n\n12:02\nb\n\n');
  });
});
