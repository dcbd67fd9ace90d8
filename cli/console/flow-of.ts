import type { FlowDocument, Plot, Station, StationId } from '../../console/api/index.ts';
import type { Overview } from '../../lib/status/index.ts';
import type { QueueDepths, StationQueues } from './sources/queue-depths.ts';

/** Job statuses that HealthLake has not begun to work on. */
const QUEUED = new Set([null, 'SUBMITTED', 'QUEUED']);

const NONE: StationQueues = { waiting: 0, givenUp: 0, deadLetters: [] };

const givenUpIn = ({ deadLetters }: StationQueues): string =>
  deadLetters.length > 0 ? `messages were given up: ${deadLetters.join(', ')}` : '';

/** The way from the inbox to the bus, as what is open says it. */
export function flowOf(
  overview: Overview,
  queues: QueueDepths,
  plot: Plot,
): Pick<FlowDocument, 'stations' | 'plot' | 'pausedRoutes' | 'nextStep'> {
  const { drops, imports, jobs, ended, pausedRoutes, totals, nextStep } = overview;
  const waiting = imports.filter(({ jobId, isOpen }) => isOpen && jobId === null);
  const queued = jobs.filter(({ status }) => QUEUED.has(status));
  const failed = ended.filter(({ state }) => state !== 'COMPLETED');
  const unread = ended.filter(({ counts, jobId }) => counts === null && jobId !== null);
  const at = (id: StationId): StationQueues => queues.get(id) ?? NONE;
  const [inbox, starts, polls] = [at('inbox'), at('imports'), at('jobs')];
  const [results, bus] = [at('results'), at('bus')];
  const stations: Station[] = [
    {
      id: 'inbox',
      unit: 'files',
      waits: inbox.waiting,
      runs: null,
      failed: inbox.givenUp,
      because: givenUpIn(inbox),
    },
    {
      id: 'drops',
      unit: 'files',
      waits: totals.waitingFiles,
      runs: drops.filter(({ closes }) => closes).length,
      failed: drops.filter(({ missing }) => missing !== null).length,
      because: drops[0]?.because ?? '',
    },
    {
      id: 'imports',
      unit: 'imports',
      waits: waiting.length,
      runs: imports.length - waiting.length,
      failed: ended.filter(({ state }) => state === 'START_FAILED').length + starts.givenUp,
      because: givenUpIn(starts) || (waiting[0]?.because ?? ''),
    },
    {
      id: 'jobs',
      unit: 'jobs',
      waits: queued.length,
      runs: jobs.length - queued.length,
      failed: failed.length + polls.givenUp,
      because: givenUpIn(polls),
    },
    {
      id: 'results',
      unit: 'summaries',
      waits: results.waiting,
      runs: unread.length,
      failed: results.givenUp,
      because: givenUpIn(results),
    },
    {
      id: 'bus',
      unit: 'events',
      waits: bus.waiting,
      runs: null,
      failed: bus.givenUp,
      because: givenUpIn(bus),
    },
  ];
  return { stations, plot, pausedRoutes, nextStep };
}
