import type { Overview } from '../../lib/status/index.ts';
import { bytesText, countOf, countText, facts, section, timeText } from '../terminal/index.ts';
import { dropText, missingText, progressText } from './drop-and-progress-text.ts';
import { causeText } from './render-export.ts';

/** All that is open, for people. */
export function renderOverview({ stage, at, ...open }: Overview): string[] {
  return [
    `stage ${stage}, ${timeText(at)}`,
    '',
    ...section(
      ['paused route', 'since', 'reason'],
      open.pausedRoutes.map(({ route, since, reason }) => [route, timeText(since), reason ?? '']),
    ),
    ...section(
      ['drop', 'route', 'files', 'size', 'why it is open'],
      open.drops.map(({ drop, route, files, bytes, closes, because }) => [
        dropText(drop),
        route,
        files,
        bytesText(bytes),
        closes ? `the next run closes it (${because})` : because,
      ]),
    ),
    ...section(
      ['incomplete drop', 'its manifest', 'what is missing'],
      open.drops.flatMap(({ drop, missing }) =>
        missing === null ? [] : [[dropText(drop), missing.manifest, missingText(missing)]],
      ),
    ),
    ...section(
      ['left alone in', 'objects', 'with hidden names, the first at'],
      open.drops.flatMap(({ drop, hidden }) =>
        hidden === null ? [] : [[dropText(drop), hidden.objects, hidden.example]],
      ),
    ),
    ...section(
      ['import', 'route', 'files', 'size', 'state', 'why'],
      open.imports.map(({ importId, route, files, bytes, state, because }) => [
        importId,
        route,
        files,
        bytesText(bytes),
        state,
        because,
      ]),
    ),
    ...section(
      ['job', 'import', 'status', 'progress'],
      open.jobs.map((job) => [
        job.jobId,
        job.importId ?? '(not Inlet’s)',
        job.status ?? 'not looked at yet',
        progressText(job),
      ]),
    ),
    ...section(
      ['ended', 'drop', 'files', 'state', 'imported', 'failed', 'why'],
      open.ended.map(({ importId, drop, files, state, counts, why }) => [
        importId,
        dropText(drop),
        files,
        state,
        counts?.imported ?? '',
        counts?.failed ?? '',
        why ?? '',
      ]),
    ),
    ...section(
      ['export', 'due', 'by', 'state', 'why'],
      open.exports.map((run) => [run.exportId, timeText(run.dueAt), causeText(run), run.state, run.because]),
    ),
    ...section(
      ['export job', 'export', 'status', 'data store'],
      open.exportJobs.map(({ jobId, exportName, status, datastoreId }) => [
        jobId,
        exportName ?? '(none of the stage)',
        status ?? 'not looked at yet',
        datastoreId,
      ]),
    ),
    ...section(
      ['request', 'action', 'asked', 'why it is open'],
      open.requests.map(({ requestId, action, askedAt, because }) => [
        requestId,
        action,
        timeText(askedAt),
        because,
      ]),
    ),
    ...section(
      ['data store', 'name', 'status', 'asked for as', 'why it is listed'],
      open.dataStores.map(({ datastoreId, datastoreName, status, requestId, because }) => [
        datastoreId,
        datastoreName ?? '',
        status ?? 'not looked at yet',
        requestId ?? '',
        because,
      ]),
    ),
    ...facts([
      ['totals', totalsText(open)],
      ['next', open.nextStep],
    ]),
  ];
}

const totalsText = ({ totals, requests, dataStores }: Omit<Overview, 'stage' | 'at'>): string =>
  [
    `${countOf(totals.drops, 'drop')} with ${countOf(totals.waitingFiles, 'file')} (${bytesText(totals.waitingBytes)}) waiting`,
    `${countOf(totals.imports, 'import')} and ${countOf(totals.jobs, 'job')} open${totals.exports > 0 ? `, ${countOf(totals.exports, 'export')}` : ''}`,
    ...(requests.length === 0 ? [] : [`${countOf(requests.length, 'request')} open`]),
    ...(dataStores.length === 0 ? [] : [`${countOf(dataStores.length, 'data store')} coming or going`]),
    // Of what has ended its own rows tell.
    ...(totals.jobs === 0
      ? []
      : [
          `${countOf(totals.resourcesScanned, 'resource')} read, ${countText(totals.resourcesImported)} imported, ${countText(totals.resourcesWithErrors)} failed`,
        ]),
  ].join('; ');
