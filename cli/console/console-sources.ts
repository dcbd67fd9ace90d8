import packageJson from '../../package.json' with { type: 'json' };
import type { ConsoleSources } from '../../console/api/index.ts';
import { readOverview } from '../../lib/status/index.ts';
import type { StageResources } from '../stage/index.ts';
import { awsFailure } from '../stage/index.ts';
import type { ConsoleChoices, ConsoleContext, RunningCloud } from './console-context.ts';
import { consoleEvent, describedEvents, eventsView } from './event-view.ts';
import { failedLinesOf, linesView } from './failed-line-view.ts';
import { flowOf } from './flow-of.ts';
import { filesView } from './import-files-view.ts';
import { importViews } from './import-views.ts';
import { dropInto, localActions, localTries } from './try/local-actions.ts';
import { createPaces } from './progress/pace.ts';
import { pageTokens } from './page-tokens.ts';
import { plotReader } from './sources/plot.ts';
import { MACHINE_CLOCK, paceHealthLake } from './sources/paced-health-lake.ts';
import { queueReader } from './sources/queue-depths.ts';
import { createRemember } from './sources/remembered.ts';
import { GOOD_FOR_MS, sharedReading } from './sources/shared-reading.ts';
import { shownKeys } from './shown-keys.ts';
import { stageActions } from './stage-actions.ts';
import { storeView } from './store-view.ts';
import { judgeLines } from './try/judge-lines.ts';

/** Ended imports that are not read anew as long as their rows are the same: twenty pages or so. */
const MOST_REMEMBERED = 500;

/** Ended imports that the flow counts. */
const LATELY = { most: 20, mostRead: 100, since: 0, onlyFailed: false };

/**
 * Reads a stage for the console, by the ledger and by what `inlet status` reads.
 * @param cloud the local cloud of this process; without it the stage is looked at from outside
 * @param clock that says how old a reading is
 */
export function consoleSources(
  given: StageResources,
  choices: ConsoleChoices,
  cloud?: RunningCloud,
  clock = MACHINE_CLOCK,
): ConsoleSources {
  // The local clock is moved by the page itself, too.
  const stage: ConsoleContext['stage'] = {
    ...given,
    remember: createRemember(MOST_REMEMBERED),
    ...(cloud && { now: () => cloud.now() }),
  };
  const context: ConsoleContext = { ...choices, stage, cloud, tokens: pageTokens(stage.hmacSecret) };
  const goodForMs = cloud ? GOOD_FOR_MS.local : GOOD_FOR_MS.stage;
  const shared = <T>(read: () => Promise<T>): (() => Promise<T>) => sharedReading(read, goodForMs, clock.now);
  if (!cloud) paceHealthLake(stage.healthLake, clock);
  const overview = shared(() => readOverview(stage, LATELY));
  const queues = shared(queueReader(stage));
  const plot = shared(plotReader(stage));
  const views = importViews(context, createPaces(), overview);
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
      const read = await Promise.all([overview(), queues(), plot()]);
      return shownKeys(context, flowOf(...read));
    },
    ...views,
    files: (importId, after) => filesView(context, importId, after),
    lines: (importId, kind, after, withData = true) =>
      linesView({ ...context, showsData: choices.showsData && withData }, importId, kind, after),
    failedLines: choices.showsData ? (importId) => failedLinesOf(stage, importId) : undefined,
    stores: shared(storeView(context)),
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
