import type {
  ExportFileReady,
  ExportHeld,
  ExportJobStatusChanged,
  ExportStartFailed,
} from '../../events/types.generated.ts';
import type { RoundDeps } from '../../lib/exports/run-exports.ts';
import type { Export, KnownExports } from '../../lib/exports/exports.ts';
import { requestExport } from '../../lib/exports/request-export.ts';
import { runExports } from '../../lib/exports/run-exports.ts';
import { startExportJobWith } from '../../lib/exports/start-export.ts';
import type { World } from './world.ts';

/** An export of the world's data store, with values that tests can see through. */
export const testExport = (world: World, changes: Partial<Export> = {}): Export => ({
  name: 'nightly',
  bucket: 'results',
  outputPrefix: `exports/${changes.name ?? 'nightly'}`,
  fanOut: false,
  datastoreId: world.datastoreId,
  dataAccessRoleArn: 'arn:aws:iam::000000000000:role/data-access',
  kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/results',
  ...changes,
});

/** Runs exports in a world as run-exports does, and reads what was told of them. */
export function exporting(world: World, exports: readonly Export[]) {
  const told = <Detail>(type: string): Detail[] =>
    world.sent.flatMap(({ DetailType, Detail }) =>
      DetailType === type ? [JSON.parse(Detail) as Detail] : [],
    );
  const sendEvents: RoundDeps['sendEvents'] = world.planWriter().sendEvents;
  const run = (changes: Partial<RoundDeps & KnownExports> = {}) =>
    runExports({
      ledger: world.ledger,
      s3: world.s3,
      healthLake: world.healthLake,
      startExportJob: startExportJobWith(world.healthLake),
      sendEvents,
      addressOf: () => ({ eventBusName: 'bus', time: new Date(world.now()), resources: [] }),
      knownExports: () => Promise.resolve({ exports, unresolvedExports: new Map(), ...changes }),
      giveUpAfterSeconds: 900,
      random: () => 0.5,
      now: world.now,
      isOutOfTime: () => false,
      ...changes,
    });
  return {
    run,
    request: (exportName: string, requestId: string) =>
      requestExport(world.ledger, { exportName, cause: 'event', requestId, dueAt: world.now() }, world.now()),
    due: (exportName: string, dueAt: number) =>
      requestExport(world.ledger, { exportName, cause: 'schedule', requestId: null, dueAt }, world.now()),
    /** Rounds of both functions, until no run and no job is open. */
    async runOut(changes: Partial<RoundDeps & KnownExports> = {}) {
      for (let rounds = 0; rounds < 200; rounds += 1) {
        const reports = await run(changes);
        await world.jobsEnded();
        const { openExportJobs } = await world.poll();
        if (reports.length === 0 && openExportJobs === 0) return;
        world.later(30);
      }
      throw new Error('exports are open after 200 rounds');
    },
    jobs: () => world.jobs().filter(({ jobName }) => jobName?.startsWith('exp-')),
    statusEvents: () => told<ExportJobStatusChanged>('Export Job Status Changed'),
    held: () => told<ExportHeld>('Export Held'),
    failures: () => told<ExportStartFailed>('Export Start Failed'),
    filesReady: () => told<ExportFileReady>('Export File Ready'),
  };
}
