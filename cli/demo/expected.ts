import type { SampleFile } from '../../tools/sample-population/index.ts';

/** What became of a file, as far as the sample says what should. */
interface Outcome {
  became: string;
  imported: number | null;
  failed: number | null;
}

/** Whether an import made of a file of the sample what it should. */
export function isAsExpected(expected: SampleFile['expected'], outcome: Outcome | undefined): boolean {
  return (
    outcome !== undefined &&
    (outcome.became === 'rejected') === (expected.rejected !== null) &&
    (outcome.imported ?? 0) === expected.imported &&
    (outcome.failed ?? 0) === expected.failed
  );
}

/** How many things are wrong on purpose in the sample: lines, and files as a whole. */
export const wrongThings = (files: readonly SampleFile[]): number =>
  files.reduce((sum, { expected }) => sum + expected.why.length, 0);

/** What is wrong with a line that is imported all the same: no result tells it. */
export function noteOf(file: SampleFile | undefined): string | null {
  if (!file || file.expected.failed > 0) return null;
  const [{ line, why } = { line: null, why: '' }] = file.expected.why;
  return line === null ? null : `line ${line}: ${why}`;
}
