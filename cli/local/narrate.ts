import type {
  DropIncomplete,
  ExportHeld,
  ExportJobStatusChanged,
  ExportStartFailed,
  ImportFileRejected,
  ImportFileWithdrawn,
  ImportJobStatusChanged,
  ImportResultsSummarized,
  ImportStartFailed,
} from '../../events/index.ts';
import { withoutHoles } from '../../lib/status/index.ts';
import type { BusEvent } from '../../local/boot/index.ts';
import type { Step } from '../terminal/index.ts';
import { exportChanged, exportHeld, exportNotStarted } from './narrate-exports.ts';
import { bytesText, countOf, countText } from '../terminal/index.ts';

/** Describes a bus event in one line; undefined for events that say nothing new to a person. */
export function stepOfEvent(
  event: Pick<BusEvent, 'detail-type' | 'detail'>,
  inboxBucket: string,
  { isGoneAtEnd = false } = {},
): Step | undefined {
  const { detail } = event;
  switch (event['detail-type']) {
    case 'Object Created':
      return arrival(detail as unknown as S3Detail, inboxBucket);
    case 'Import Job Status Changed':
      return statusChanged(detail as unknown as ImportJobStatusChanged, isGoneAtEnd);
    case 'Import Results Summarized':
      return summarized(detail as unknown as ImportResultsSummarized, isGoneAtEnd);
    case 'Import File Rejected':
      return rejected(detail as unknown as ImportFileRejected);
    case 'Import File Withdrawn':
      return withdrawn(detail as unknown as ImportFileWithdrawn);
    case 'Drop Incomplete':
      return incomplete(detail as unknown as DropIncomplete);
    case 'Import Start Failed':
      return startFailed(detail as unknown as ImportStartFailed);
    case 'Export Job Status Changed':
      return exportChanged(detail as unknown as ExportJobStatusChanged);
    case 'Export Held':
      return exportHeld(detail as unknown as ExportHeld);
    case 'Export Start Failed':
      return exportNotStarted(detail as unknown as ExportStartFailed);
    default:
      return undefined;
  }
}

interface S3Detail {
  bucket: { name: string };
  object: { key: string; size: number };
}

const arrival = ({ bucket, object }: S3Detail, inboxBucket: string): Step | undefined =>
  bucket.name === inboxBucket
    ? { word: 'arrived', text: `${object.key} (${bytesText(object.size)})` }
    : undefined;

function statusChanged(detail: ImportJobStatusChanged, isGoneAtEnd: boolean): Step {
  const { status, previousStatus, importId, jobId, progress } = detail;
  const name = importId ?? jobId;
  if (previousStatus === null) {
    const files = detail.fileCount === null ? '' : `, ${countOf(detail.fileCount, 'file')}`;
    return { word: 'job started', text: `${name}: job ${jobId}${files} from ${detail.inputS3Uri}` };
  }
  const counts =
    progress === null
      ? ''
      : `: ${countText(progress.resourcesImported)} imported, ${countText(progress.resourcesWithErrors)} failed`;
  const results =
    detail.endTime !== null && detail.outputS3Uri !== null && !isGoneAtEnd
      ? `, results in ${detail.outputS3Uri}`
      : '';
  const isEnd = detail.endTime !== null;
  return { word: 'status', text: `${name}: ${previousStatus} -> ${status}${isEnd ? counts : ''}${results}` };
}

/** Nothing where all went well: the end said so already. */
function summarized(detail: ImportResultsSummarized, isGoneAtEnd: boolean): Step | undefined {
  const { importId, jobId, issues, problems, summaryS3Uri } = detail;
  const repeated = detail.resources.repeated ?? 0;
  if (issues.length === 0 && problems.length === 0 && repeated === 0) return undefined;
  const kinds = issues
    .slice(0, 3)
    .map(({ text, lines }) => `${text === null ? 'another text' : withoutHoles(text)} (${countText(lines)})`);
  const more = issues.length > kinds.length ? [countOf(issues.length - kinds.length, 'more kind')] : [];
  const twice = repeated > 0 ? [`${countOf(repeated, 'line')} of a resource that came before`] : [];
  const texts = [...problems.map(({ code }) => code), ...kinds, ...more, ...twice];
  return {
    word: 'results',
    text: `${importId ?? jobId}: ${texts.join(', ')}${summaryS3Uri === null || isGoneAtEnd ? '' : `, all in ${summaryS3Uri}`}`,
  };
}

const rejected = ({ key, reason, advice }: ImportFileRejected): Step => ({
  word: 'rejected',
  text: `${key} (${reason}): ${advice}`,
});

const withdrawn = ({ key, reason, advice }: ImportFileWithdrawn): Step => ({
  word: 'withdrawn',
  text: `${key} (${reason}): ${advice}`,
});

const incomplete = ({
  marker,
  announcedFiles,
  missingFiles,
  missing,
  types,
  advice,
}: DropIncomplete): Step => ({
  word: 'incomplete',
  text: `${marker} names ${countOf(announcedFiles, 'file')}, ${countText(missingFiles)} of them ${missingFiles === 1 ? 'is' : 'are'} not there: ${whatIsMissing(missing, types)}; ${advice}`,
});

/** By name where the manifest has usable names, else by type. */
function whatIsMissing(missing: DropIncomplete['missing'], types: DropIncomplete['types']): string {
  if (missing.length > 0) return missing.slice(0, 3).join(', ') + (missing.length > 3 ? ', ...' : '');
  const short = types.filter(({ announced, present }) => present < announced);
  return short.length === 0
    ? 'they have no names to look for'
    : short
        .slice(0, 3)
        .map(({ type, announced, present }) => `${present} of ${countOf(announced, 'file')} of ${type}`)
        .join(', ');
}

const startFailed = ({ importId, errorName, advice }: ImportStartFailed): Step => ({
  word: 'not started',
  text: `${importId} (${errorName}): ${advice}`,
});

/** Describes a function's log line in one line, where no event says the same: a drop was closed, or a fault. */
export function stepOfLog(line: string): Step | undefined {
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  if (entry.message === 'drop looked at') return dropClosed(entry as unknown as DropEntry);
  if (entry.level === 'ERROR') return { word: 'trouble', text: troubleText(entry) };
  return undefined;
}

interface DropEntry {
  drop: string;
  pendingFiles: number;
  because: string;
  imports: string[];
}

const dropClosed = ({ drop, pendingFiles, because, imports }: DropEntry): Step | undefined =>
  imports.length === 0
    ? undefined
    : {
        word: 'drop closed',
        text: `${drop === '.' ? 'loose files' : drop}: ${countOf(pendingFiles, 'file')} (${because}) -> ${imports.join(', ')}`,
      };

function troubleText(entry: Record<string, unknown>): string {
  const parts = [entry.service, entry.message, entry.importId, entry.errorName, entry.error, entry.reason];
  return parts.filter((part) => typeof part === 'string').join(': ');
}
