import type { ExportBrief, ExportStatus } from '../../lib/status/index.ts';
import { bytesText, countOf, facts, section, timeText } from '../terminal/index.ts';

/** Who asked for a run. */
export const causeText = ({ cause, requestId }: ExportBrief): string =>
  ({
    schedule: 'its schedule',
    event: `an event, as ${requestId ?? ''}`,
    command: 'inlet export',
  })[cause];

/** One run of an export with its job, for people. */
export function renderExport({ export: run, job, stage, at, nextStep }: ExportStatus): string[] {
  const files = job?.files ?? null;
  return [
    `export ${run.exportId}, stage ${stage}, ${timeText(at)}`,
    '',
    ...facts([
      ['state', `${run.state}: ${run.because}`],
      ['due', `${timeText(run.dueAt)}, by ${causeText(run)}`],
      ['job', job === null ? 'none' : `${job.jobId} of data store ${job.datastoreId}`],
      ...(job === null
        ? []
        : ([
            ['submitted', timeText(job.submitTime) || 'not known yet'],
            ['ended', timeText(job.endTime) || 'not yet'],
            ['folder', job.outputS3Uri ?? 'not known yet'],
            [
              'files',
              files === null ? 'not counted' : `${countOf(files.count, 'file')}, ${bytesText(files.bytes)}`,
            ],
          ] as const)),
      ...(job?.message ? [['message', job.message] as const] : []),
    ]),
    '',
    ...section(
      ['resource type', 'files', 'size'],
      (files?.types ?? []).map(({ resourceType, files: count, bytes }) => [
        resourceType,
        count,
        bytesText(bytes),
      ]),
    ),
    ...facts([['next', nextStep]]),
  ];
}
