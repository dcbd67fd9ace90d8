import type { BackfillDocument } from '../../lib/actions/index.ts';

/** What to do after a backfill, or after its dry run. */
export function nextStepOfBackfill(document: Omit<BackfillDocument, 'nextStep'>): string {
  const { totals, sample, failedImports, dryRun, bucket, prefix } = document;
  const [failed] = failedImports;
  if (dryRun && sample && sample.filesWithProblems > 0) {
    return 'Mend the files whose first lines are wrong, or HealthLake fails those lines; then run it without --dry-run.';
  }
  if (dryRun && totals.files > 0) return 'Run it without --dry-run.';
  if (totals.files + totals.pending > 0) {
    return 'Nothing: Inlet goes on by itself. npx inlet status --watch follows it.';
  }
  if (failed !== undefined) {
    return `Nothing is new. npx inlet import --again ${failed} --reason <text> repeats what failed.`;
  }
  return totals.objects === 0
    ? `Nothing lies there: aws s3 ls s3://${bucket}/${prefix} shows what does.`
    : 'Nothing is new.';
}

/** True where a dry run found nothing that a person should mend first. */
export const isClean = ({ totals, sample, incompleteManifests }: BackfillDocument): boolean =>
  totals.rejected === 0 && incompleteManifests.length === 0 && (sample?.filesWithProblems ?? 0) === 0;
