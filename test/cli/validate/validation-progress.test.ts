import { expect, test } from '@jest/globals';
import { NO_LINES } from '../../../fhir/validate/validate-range.ts';
import type { InputFile } from '../../../cli/validate/input-files.ts';
import { validationProgress } from '../../../cli/validate/validation-progress.ts';

const file = (name: string, bytes: number): InputFile => ({
  name,
  bytes,
  isPacked: name.endsWith('.gz'),
  isNamed: true,
  open: () => ({ file: -1 }),
});

function shownFor(files: readonly InputFile[]) {
  let now = 0;
  const shown: (string | undefined)[] = [];
  const screen = {
    line: () => undefined,
    step: () => undefined,
    status: (text?: string) => void shown.push(text),
  };
  const progress = validationProgress(screen, files, () => now);
  return { progress, shown, pass: (ms: number) => void (now += ms) };
}

const range = { ...NO_LINES, scanned: 1500, failures: [{ line: 1, issues: [] }] };

test('how far validation is, bytes a second and the time that is left are shown over all files', () => {
  const [one, two] = [file('a.ndjson', 100_000_000), file('b.ndjson.gz', 300_000_000)] as const;
  const { progress, shown, pass } = shownFor([one, two]);
  pass(1000);
  progress.validated({ file: one, share: 1, range });
  pass(1000);
  progress.validated({ file: two, share: 1 / 3, range });
  expect(shown).toEqual([
    '  validating [███░░░░░░░░░] 25 % of 400.0 MB, 100.0 MB/s, 3 s left, 1 refused, 1,500 lines',
    '  validating [██████░░░░░░] 50 % of 400.0 MB, 100.0 MB/s, 2 s left, 2 refused, 3,000 lines',
  ]);
});

test.each([
  [59, '59 s'],
  [61, '1 min 1 s'],
  [3 * 3600 + 7 * 60 + 5, '3 h 7 min'],
])('%i seconds that are left are told as %s', (seconds, told) => {
  const large = file('a.ndjson', 1000 * (seconds + 1));
  const { progress, shown, pass } = shownFor([large]);
  pass(1000);
  progress.validated({ file: large, share: 1 / (seconds + 1), range });
  expect(shown[0]).toContain(`, 1.0 kB/s, ${told} left, `);
});

test('what is unpacked is shown, and nothing more than ten times a second', () => {
  const packed = file('b.ndjson.gz', 2000);
  const { progress, shown, pass } = shownFor([packed]);
  progress.unpacking(packed, 500);
  pass(100);
  progress.unpacking(packed, 1000);
  pass(99);
  progress.unpacking(packed, 1500);
  expect(shown).toEqual(['  unpacking [██████░░░░░░] 50 % of 2.0 kB: b.ndjson.gz']);
});
