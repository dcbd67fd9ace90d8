import packageJson from '../../package.json' with { type: 'json' };
import type { ConsoleSources } from '../../console/api/index.ts';
import { readOverview } from '../../lib/status/index.ts';
import type { StageResources } from '../stage/index.ts';
import { awsFailure } from '../stage/index.ts';
import type { ConsoleChoices, ConsoleContext, RunningCloud } from './console-context.ts';
import { consoleEvent, describedEvents, eventsView } from './event-view.ts';
import { failedLinesOf, linesView } from './failed-line-view.ts';
import { flowOf } from './flow-of.ts';
import { importViews } from './import-views.ts';
import { dropInto, localActions, localTries } from './try/local-actions.ts';
import { createPaces } from './pace.ts';
import { pageTokens } from './page-tokens.ts';
import { readPlot } from './plot.ts';
import { queueDepths } from './queue-depths.ts';
import { shownKeys } from './shown-keys.ts';
import { stageActions } from './stage-actions.ts';
import { storeView } from './store-view.ts';
import { judgeLines } from './try/judge-lines.ts';

/** Ended imports that the flow counts. */
const LATELY = { most: 20, mostRead: 100, since: 0, onlyFailed: false };

/**
 * Reads a stage for the console, by the ledger and by what `inlet status` reads.
 * @param cloud the local cloud of this process; without it the stage is looked at from outside
 */
export function consoleSources(
  given: StageResources,
  choices: ConsoleChoices,
  cloud?: RunningCloud,
): ConsoleSources {
  // The local clock is moved by the page itself, too.
  const stage: StageResources = cloud ? { ...given, now: () => cloud.now() } : given;
  const context: ConsoleContext = { ...choices, stage, cloud, tokens: pageTokens(stage.hmacSecret) };
  const views = importViews(context, createPaces());
  return {
    stage: stage.stage,
    now: stage.now,
    failure: (error) => awsFailure(error, stage),
    session: () => ({
      version: packageJson.version,
      isLocal: cloud !== undefined,
      mayAct: choices.mayAct,
      showsData: choices.showsData,
      inboxBucket: stage.inboxBucket,
      busName: stage.busName,
      routes: stage.routes.map(({ name, prefix }) => ({ name, prefix })),
    }),
    async flow() {
      const [overview, queues, plot] = await Promise.all([
        readOverview(stage, LATELY),
        queueDepths(stage),
        readPlot(stage),
      ]);
      return shownKeys(context, flowOf(overview, queues, plot));
    },
    ...views,
    lines: (importId, kind, after) => linesView(context, importId, kind, after),
    failedLines: choices.showsData ? (importId) => failedLinesOf(stage, importId) : undefined,
    stores: storeView(context),
    events: (filter) => eventsView(context, filter),
    onEvent: cloud
      ? (listener) =>
          cloud.onEvent((event, sequence) => {
            listener(shownKeys(context, consoleEvent(event, sequence)));
          })
      : undefined,
    tries: cloud && (() => localTries(cloud.url)),
    schemas: describedEvents,
    judge: cloud && judgeLines,
    drop: cloud && dropInto(stage),
    actions: { ...stageActions(context), ...(cloud && localActions(context, cloud.url)) },
  };
}
