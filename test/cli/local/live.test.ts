import { describe, expect, test } from '@jest/globals';
import { countOf } from '../../../errors/count-of.ts';
import { bar, bytesText, tableLines } from '../../../cli/terminal/format.ts';
import { stepOfEvent, stepOfLog } from '../../../cli/local/narrate.ts';
import { importProgressText } from '../../../cli/local/import-progress-text.ts';
import { createScreen } from '../../../cli/terminal/screen.ts';

describe('numbers for people', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [43_870, '43.9 kB'],
    [303_788_287, '303.8 MB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
  test('one file, many files', () => {
    expect([countOf(1, 'file'), countOf(7160, 'file')]).toEqual(['1 file', '7,160 files']);
  });
  test.each([
    [0, '[░░░░]'],
    [0.5, '[██░░]'],
    [1.7, '[████]'],
  ])('a share of %d is %s', (share, text) => {
    expect(bar(share, 4)).toBe(text);
  });
  test('a table’s numbers stand to the right, under their heading', () => {
    expect(
      tableLines([
        ['file', 'lines'],
        ['a', 1],
        ['bbbbbb', 1000],
      ]),
    ).toEqual(['file    lines', 'a           1', 'bbbbbb  1,000']);
  });
});

describe('a step', () => {
  const event = (type: string, detail: object) => ({
    busName: 'b',
    source: 's',
    'detail-type': type,
    time: '',
    detail: { ...detail },
  });
  const created = (bucket: string) =>
    event('Object Created', { bucket: { name: bucket }, object: { key: 'a.ndjson', size: 10 } });
  test('is told of what arrives in the inbox, and not of plans and results', () => {
    expect(stepOfEvent(created('inbox'), 'inbox')).toEqual({ word: 'arrived', text: 'a.ndjson (10 B)' });
    expect(stepOfEvent(created('results'), 'inbox')).toBeUndefined();
  });
  test('is told of results where something in them is to be looked at, and of no others', () => {
    const summary = (changes: object) =>
      stepOfEvent(
        event('Import Results Summarized', {
          importId: 'imp-1',
          issues: [],
          problems: [],
          resources: { repeated: 0 },
          summaryS3Uri: null,
          ...changes,
        }),
        'inbox',
      );
    expect(summary({})).toBeUndefined();
    expect(
      summary({
        issues: ['a', 'b', 'c', null].map((text, index) => ({ text, lines: 1000 - index })),
        problems: [{ code: 'files-missing' }],
        resources: { repeated: 2 },
      }),
    ).toEqual({
      word: 'results',
      text: 'imp-1: files-missing, a (1,000), b (999), c (998), 1 more kind, 2 lines of a resource that came before',
    });
  });
  test('is told of a drop that lacks files: how many, which, and what to do', () => {
    const step = (changes: object) =>
      stepOfEvent(
        event('Drop Incomplete', {
          drop: 'd',
          marker: 'd/_manifest.json',
          announcedFiles: 5,
          missingFiles: 4,
          missing: ['d/a', 'd/b', 'd/c', 'd/e'],
          types: [],
          advice: 'Upload.',
          ...changes,
        }),
        'inbox',
      );
    const names = 'd/_manifest.json names 5 files, 4 of them are not there:';
    expect(step({})).toEqual({ word: 'incomplete', text: `${names} d/a, d/b, d/c, ...; Upload.` });
    expect(step({ missing: [], types: [{ type: 'Patient', announced: 4, present: 1 }] })?.text).toBe(
      `${names} 1 of 4 files of Patient; Upload.`,
    );
    expect(step({ missing: [], missingFiles: 1 })?.text).toContain('1 of them is not there: ');
  });
  test('is told of a drop that closed, from the log, and of none that waits', () => {
    const line = {
      message: 'drop looked at',
      drop: 'd/',
      pendingFiles: 2,
      because: 'quiet',
      imports: ['imp-1'],
    };
    expect(stepOfLog(JSON.stringify(line))).toEqual({
      word: 'drop closed',
      text: 'd/: 2 files (quiet) -> imp-1',
    });
    expect(stepOfLog(JSON.stringify({ ...line, imports: [] }))).toBeUndefined();
    expect(stepOfLog('no JSON')).toBeUndefined();
  });
});

describe('the screen', () => {
  const written = (isTTY: boolean) => {
    const out = { text: '', isTTY, columns: 20, write: (text: string) => Boolean((out.text += text)) };
    return out;
  };
  test('writes lines only where nobody watches', () => {
    const out = written(false);
    const screen = createScreen(out);
    screen.status('working');
    screen.line('done');
    expect(out.text).toBe('done\n');
  });
  test('keeps the status below the lines on a terminal, cut to its width', () => {
    const out = written(true);
    const screen = createScreen(out);
    screen.status('x'.repeat(50));
    screen.line('done');
    expect(out.text).toBe(`\r\u001b[K${'x'.repeat(19)}\r\u001b[Kdone\n${'x'.repeat(19)}`);
  });
});

test('progress is one line over all running imports, and none without any', () => {
  const one = {
    datastoreId: 'd',
    jobId: 'j',
    jobName: null,
    failed: 0,
    filesRead: 1,
    files: 2,
    bytesRead: 50,
    bytes: 100,
    resources: 3,
  };
  expect(importProgressText([])).toBeUndefined();
  expect(importProgressText([one, one])).toContain('50 % of 200 B, 6 resources, file 2 of 4');
});
