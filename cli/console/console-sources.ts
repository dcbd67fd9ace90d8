import packageJson from '../../package.json' with { type: 'json' };
import type { ConsoleSources } from '../../console/api/index.ts';
import { readImportStatus, readOverview } from '../../lib/status/index.ts';
import type { StageResources } from '../stage/index.ts';
import { flowOf } from './flow-of.ts';
import { queueDepths } from './queue-depths.ts';

/** What the person who started the console lets it do. */
export interface ConsoleChoices {
  mayAct: boolean;
  showsData: boolean;
}

/** Reads a stage, local or deployed, for the console, by the ledger and by what `inlet status` reads. */
export function consoleSources(stage: StageResources, { mayAct, showsData }: ConsoleChoices): ConsoleSources {
  return {
    stage: stage.stage,
    now: stage.now,
    session: () => ({
      version: packageJson.version,
      isLocal: stage.stage === 'local',
      mayAct,
      showsData,
      inboxBucket: stage.inboxBucket,
      routes: stage.routes.map(({ name, prefix }) => ({ name, prefix })),
    }),
    async flow() {
      const [overview, queues] = await Promise.all([readOverview(stage), queueDepths(stage)]);
      return flowOf(overview, queues, { minutes: [], source: 'not read yet' });
    },
    async imports() {
      const { pausedRoutes, drops, imports, jobs, ended } = await readOverview(stage);
      const open = imports.map((one) => ({
        ...one,
        job: jobs.find(({ jobId }) => jobId === one.jobId) ?? null,
        pace: null,
      }));
      return { pausedRoutes, drops, imports: open, ended, nextToken: null };
    },
    async import(importId) {
      const status = await readImportStatus(stage, importId);
      return status && { status, pace: null, problems: null, events: [], eventsFromLedger: true };
    },
    lines: () => Promise.resolve({ lines: [], nextToken: null }),
    failedLines: undefined,
    stores: () => Promise.resolve({ stores: [] }),
    events: () => Promise.resolve({ events: [], detailTypes: [], nextToken: null, eventsFromLedger: true }),
    onEvent: undefined,
    tries: undefined,
    drop: undefined,
    actions: {},
  };
}
