import type { FlowDocument, Plot, Station } from '../../console/api/index.ts';
import type { Overview } from '../../lib/status/index.ts';
import type { QueueDepths } from './queue-depths.ts';

/** Job statuses that HealthLake has not begun to work on. */
const QUEUED = new Set([null, 'SUBMITTED', 'QUEUED']);

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
  const stations: Station[] = [
    {
      id: 'inbox',
      unit: 'files',
      waits: queues.arrivals,
      runs: null,
      failed: queues.deadLetters,
      because: queues.deadLetters > 0 ? 'messages were given up: they lie among the dead letters' : '',
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
      failed: ended.filter(({ state }) => state === 'START_FAILED').length,
      because: waiting[0]?.because ?? '',
    },
    {
      id: 'jobs',
      unit: 'jobs',
      waits: queued.length,
      runs: jobs.length - queued.length,
      failed: failed.length,
      because: '',
    },
    {
      id: 'results',
      unit: 'summaries',
      waits: queues.summaries,
      runs: unread.length,
      failed: null,
      because: '',
    },
    { id: 'bus', unit: 'events', waits: null, runs: null, failed: null, because: '' },
  ];
  return { stations, plot, pausedRoutes, nextStep };
}
