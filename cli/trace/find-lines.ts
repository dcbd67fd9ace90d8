import type { CloudWatchLogsClient, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import { paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import { dropPatterns, idPatterns } from './filter-patterns.ts';
import type { TraceLine } from './trace-document.ts';
import type { TraceSubject } from './trace-subject.ts';
import { isAbout } from './trace-subject.ts';

/** The functions that deal with files, drops, imports, exports and jobs. */
const FUNCTIONS = [
  'record-arrivals',
  'start-imports',
  'poll-jobs',
  'run-action',
  'summarize-import',
  'run-exports',
] as const;

/** Members of a line that say how it was written, and nothing of what it is about. */
const NOT_TOLD = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'cold_start',
  'function_arn',
  'function_memory_size',
  'function_name',
  'sampling_rate',
  'xray_trace_id',
]);

/** Finds the log lines that are about a subject, in all functions of a stage, oldest first. */
export async function findLines(
  client: CloudWatchLogsClient,
  stage: string,
  subject: TraceSubject,
): Promise<TraceLine[]> {
  const found = new Map<string, { time: number; line: TraceLine }>();
  for (const name of FUNCTIONS) {
    const patterns = [...idPatterns(subject), ...(name === 'start-imports' ? dropPatterns(subject) : [])];
    for (const filterPattern of patterns) {
      const pages = paginateFilterLogEvents(
        { client },
        { logGroupName: `/aws/lambda/inlet-${stage}-${name}`, filterPattern, startTime: subject.since },
      );
      for await (const { events = [] } of pages)
        for (const event of events) {
          const line = lineOf(name, event, subject);
          // Two patterns may find one line.
          if (line) found.set(event.eventId ?? JSON.stringify(event), { time: event.timestamp ?? 0, line });
        }
    }
  }
  return [...found.values()].sort((a, b) => a.time - b.time).map(({ line }) => line);
}

function lineOf(
  name: string,
  { message: text = '', timestamp = 0, logStreamName = '' }: FilteredLogEvent,
  subject: TraceSubject,
): TraceLine | undefined {
  const members = parsed(text);
  if (members && '_aws' in members) return undefined;
  if (!isAbout(subject, members, text, timestamp)) return undefined;
  const { level, message } = members ?? {};
  return {
    at: new Date(timestamp).toISOString(),
    function: name,
    logStream: logStreamName,
    level: typeof level === 'string' ? level : null,
    message: typeof message === 'string' ? message : text.trim(),
    members: Object.fromEntries(Object.entries(members ?? {}).filter(([member]) => !NOT_TOLD.has(member))),
  };
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
