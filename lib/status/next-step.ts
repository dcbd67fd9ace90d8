import { typed, typedInlet } from '../../errors/index.ts';
import { adviceOnStartFailure } from '../../events/index.ts';
import type { PausedRoutes } from '../ledger/index.ts';
import type { KnownRoutes } from '../routes/index.ts';
import { findRoute } from '../routes/index.ts';
import type { ArrivalStatus, ImportBrief, JobBrief, Overview } from './document.ts';
import type { Common } from './document-head.ts';
import type { FoundObject } from './inbox-document.ts';
import { nextStepOfFound } from './found-object.ts';
import { nextStepOfMissing } from './missing-files.ts';
import type { StatusDeps } from './status-deps.ts';

const stepOfPaused = (stage: string, route: string): string =>
  `${typedInlet(stage)`resume ${route}`} lets what waits for the paused route go on.`;

/** Whether the configuration has a route no longer; one whose data store is not known now is there still. */
function isLost(known: KnownRoutes, name: string): boolean {
  const found = findRoute(known, name);
  return found.route === undefined && found.errorName === undefined;
}

const stepOfLost = (route: string): string => `Give the configuration its route "${route}" back and deploy.`;

/**
 * What to do next about a write or an import that is open and has no job yet, where it waits for its route; undefined
 * where it goes on by itself.
 */
export function nextStepOfHeld(deps: StatusDeps, route: string, paused: PausedRoutes): string | undefined {
  if (paused.has(route)) return stepOfPaused(deps.stage, route);
  return isLost(deps, route) ? stepOfLost(route) : undefined;
}

/** What to do next where everything that is open was looked at. */
export function nextStepOfOverview(
  deps: StatusDeps,
  found: Omit<Overview, 'kind' | 'totals' | keyof Common>,
): string {
  const { stage, inboxBucket } = deps;
  const inlet = typedInlet(stage);
  const { pausedRoutes, drops, imports, jobs, exports, exportJobs, requests, dataStores, ended } = found;
  const waiting = pausedRoutes.find(({ route }) =>
    [...drops, ...imports].some((open) => open.route === route),
  );
  if (waiting) return stepOfPaused(stage, waiting.route);
  const refused = imports.find(({ jobId, errorName }) => jobId === null && errorName !== null);
  if (refused)
    return `${refused.importId} is refused: ${inlet`status ${refused.importId}`} says what to mend.`;
  const held = [...drops, ...imports.filter(({ jobId }) => jobId === null)];
  const lost = held.find(({ route }) => isLost(deps, route));
  if (lost) return stepOfLost(lost.route);
  const waits = drops.find(({ missing }) => missing !== null);
  if (waits?.missing) return nextStepOfMissing(waits.missing, inboxBucket);
  const refusedExport = exports.find(({ jobId, errorName }) => jobId === null && errorName !== null);
  if (refusedExport)
    return `${refusedExport.exportId} is refused: ${inlet`status ${refusedExport.exportId}`} says what to mend.`;
  if ([drops, imports, jobs, exports, exportJobs, requests, dataStores].some((open) => open.length > 0)) {
    return `Nothing: Inlet goes on by itself. ${inlet`status --watch`} follows it.`;
  }
  const [last] = ended;
  if (last && last.state !== 'COMPLETED')
    return `Nothing is open. Of the last import not all was imported: ${inlet`status ${last.importId}`} says what to do.`;
  return `Nothing is open. Drop files into s3://${inboxBucket}/, or ask about one: ${inlet`status s3://${inboxBucket}/<key>`}.`;
}

/** What to do next about one import. */
export function nextStepOfImport(stage: string, row: ImportBrief, job: JobBrief | null): string {
  const inlet = typedInlet(stage);
  const { importId, state, isOpen, errorName } = row;
  if (isOpen) {
    return row.jobId === null && errorName !== null
      ? adviceOnStartFailure(errorName)
      : `Nothing: Inlet goes on by itself. ${inlet`status ${importId} --watch`} follows it.`;
  }
  switch (state) {
    case 'COMPLETED':
      return 'Nothing: everything was imported.';
    case 'COMPLETED_WITH_ERRORS':
      return `Read FAILURE/ below the results; ${inlet`redrive ${importId}`} collects the lines that failed.`;
    case 'START_FAILED':
      return `${adviceOnStartFailure(errorName ?? '')} Or repeat it as it was: ${inlet`import --again ${importId} --reason "..."`}.`;
    case 'ABANDONED':
      return 'Nothing: its files went back to their drop and are planned anew.';
    default:
      return `${job?.message ? 'Mend what the message says' : `See why with ${typed`aws healthlake describe-fhir-import-job --datastore-id ${job?.datastoreId ?? '<id>'} --job-id ${job?.jobId ?? '<id>'}`} and mend it`}, then ${inlet`import --again ${importId} --reason "..."`}, or drop the files again.`;
  }
}

/** What to do next about a key, by its newest arrival and what lies there. */
export function nextStepOfKey(
  stage: string,
  newest: ArrivalStatus | undefined,
  found: FoundObject | null,
  bucket: string,
  key: string,
): string {
  if (!newest) return nextStepOfFound(stage, found ?? { as: 'nothing', example: null }, bucket, key);
  const inlet = typedInlet(stage);
  switch (newest.fate) {
    case 'pending':
      if (found?.as === 'nothing') return 'Nothing, if it was to go; otherwise drop it again.';
      if (newest.missing) return nextStepOfMissing(newest.missing, bucket);
      return 'Nothing: Inlet goes on by itself. --watch follows it.';
    case 'importing':
      return 'Nothing: Inlet goes on by itself. --watch follows it.';
    case 'rejected':
      return newest.rejection?.advice ?? 'See the "Import File Rejected" event.';
    case 'withdrawn':
      return newest.withdrawal?.advice ?? 'Nothing, if it was to go; otherwise drop it again.';
    case 'imported':
    case 'duplicate':
    case 'superseded':
      return 'Nothing.';
    case 'imported-with-errors':
      return `${inlet`status ${newest.importId ?? ''}`} shows the results; ${inlet`redrive ${newest.importId ?? ''}`} collects the lines that failed.`;
    case 'import-failed':
      return `${inlet`status ${newest.importId ?? ''}`} says why.`;
  }
}
