import type { ResultsProblem } from '../../../events/index.ts';
import type { Manifest } from '../read/manifest.ts';
import type { TallyProgress } from './tally-progress.ts';

/** One count that does not add up, and by how much. */
export interface CountProblem {
  code: ResultsProblem;
  /** Files, resources or lines, as the code says; null where there is nothing to count. */
  count: number | null;
}

/** Problems that leave open whether all that was planned was read and accounted for. */
const INCOMPLETE: ReadonlySet<ResultsProblem> = new Set([
  'manifest-absent',
  'results-elsewhere',
  'manifest-unreadable',
  'plan-gone',
  'files-missing',
  'file-counts-differ',
  'resources-unaccounted',
]);

/**
 * Checks what a job's manifest says against itself, against the import's plan and against the lines of the result files.
 * Files that lay in a folder read in place without being planned are not a problem.
 * @param expectsPlan whether the job is an import of Inlet, which had a plan
 */
export function checkCounts(
  manifest: Manifest,
  { totals, hasPlan }: Pick<TallyProgress, 'totals' | 'hasPlan'>,
  expectsPlan: boolean,
): CountProblem[] {
  const problems: CountProblem[] = [];
  const note = (code: ResultsProblem, count: number | null): void => {
    if (count !== 0) problems.push({ code, count });
  };
  const { counts } = manifest;
  if (manifest.state === 'absent') note('manifest-absent', null);
  if (manifest.state === 'elsewhere') note('results-elsewhere', null);
  if (manifest.state === 'unreadable') note('manifest-unreadable', null);
  if (expectsPlan && !hasPlan) note('plan-gone', null);
  if (hasPlan) note('files-missing', totals.filesPlanned - totals.filesRead);
  if (hasPlan && counts && counts.filesScanned !== null) {
    note('file-counts-differ', Math.abs(counts.filesScanned - totals.filesPlanned - totals.filesAlsoRead));
  }
  if (counts) {
    const errors = (counts.customerErrors ?? 0) + (counts.serverErrors ?? 0);
    const imported = counts.resourcesImported ?? 0;
    note('resources-unaccounted', Math.abs((counts.resourcesScanned ?? 0) - imported - errors));
    note('failures-unlisted', Math.max(0, errors - totals.failed));
  }
  note('lines-unreadable', totals.unreadable);
  return problems;
}

/** True where every planned file was read and every resource in it was imported or reported as failed. */
export const isComplete = (problems: readonly CountProblem[]): boolean =>
  !problems.some(({ code }) => INCOMPLETE.has(code));
