import type { BackfillDocument } from '../../lib/actions/index.ts';
import { typed, typedInlet } from '../../errors/index.ts';
import { countOf } from '../terminal/index.ts';

/** What to do after a backfill, or after its dry run. */
export function nextStepOfBackfill(document: Omit<BackfillDocument, 'nextStep'>): string {
  const { totals, sample, failedImports, dryRun, bucket, prefix, stage } = document;
  const inlet = typedInlet(stage);
  const [failed] = failedImports;
  if (dryRun && sample && sample.filesWithProblems > 0) {
    return 'Mend the files whose first lines are wrong, or HealthLake fails those lines; then run it without --dry-run.';
  }
  if (dryRun && totals.files > 0) return 'Run it without --dry-run.';
  if (totals.files + totals.pending > 0) {
    return `Nothing: Inlet goes on by itself. ${inlet`status --watch`} follows it.`;
  }
  if (failed !== undefined) {
    return `Nothing is new. ${inlet`import --again ${failed} --reason "..."`} repeats what failed.`;
  }
  return totals.objects === 0
    ? `Nothing lies there: ${typed`aws s3 ls ${`s3://${bucket}/${folderAbove(prefix)}`}`} shows what lies beside it.`
    : `Nothing is new: ${whyNothing(document)}.`;
}

/** The folder that a prefix lies in: `a/` of `a/b/` and of `a/b`, nothing of `a/`. */
const folderAbove = (prefix: string): string => /^.*\/(?=[^/]+\/?$)/s.exec(prefix)?.[0] ?? '';

/** Why none of what lies there is imported by this. */
function whyNothing({ totals, leftAlone }: Omit<BackfillDocument, 'nextStep'>): string {
  const reasons: [count: number, of: (count: number) => string][] = [
    [totals.imported, (n) => `${countOf(n, 'file')} imported already`],
    [totals.importing, (n) => `${countOf(n, 'file')} being imported`],
    [totals.rejected, (n) => `${countOf(n, 'file')} not to be imported, as told above`],
    [
      leftAlone.markers,
      (n) => `${countOf(n, 'marker')} (_SUCCESS or a manifest), which ${n === 1 ? 'is' : 'are'} no data`,
    ],
    [leftAlone.hidden, (n) => `${countOf(n, 'hidden name')} (hiddenNames of the route)`],
    [leftAlone.tolerated, (n) => `${countOf(n, 'tolerated name')} (toleratedNames of the route)`],
    [leftAlone.placeholders, (n) => `${countOf(n, 'placeholder')} of folders`],
    [leftAlone.exportLogs, (n) => `${countOf(n, 'log')} of exports`],
    [totals.ofOtherRoutes, (n) => `${countOf(n, 'object')} of other routes`],
  ];
  return reasons.flatMap(([count, of]) => (count === 0 ? [] : [of(count)])).join(', ');
}

/** True where a dry run found nothing that a person should mend first. */
export const isClean = ({ totals, sample, incompleteManifests }: BackfillDocument): boolean =>
  totals.rejected === 0 && incompleteManifests.length === 0 && (sample?.filesWithProblems ?? 0) === 0;
