/** One file as log lines name it. */
export interface TracedFile {
  bucket: string;
  /** As logs show it. */
  key: string;
}

/** A drop as log lines name it, and while the subject was in it. */
export interface TracedDrop {
  route: string;
  /** As logs show it. */
  drop: string;
  /** Epoch milliseconds. */
  from: number;
  /** Infinity while it still is. */
  to: number;
}

/** What a trace looks for. */
export interface TraceSubject {
  importIds: Set<string>;
  jobIds: Set<string>;
  exportIds: Set<string>;
  eventIds: Set<string>;
  files: TracedFile[];
  drops: TracedDrop[];
  /** Nothing of it can have been logged before; epoch milliseconds. */
  since: number;
  /** Files of an import beyond those that are looked for. */
  otherFiles: number;
}

/** The members of log lines that say what a line is about. */
interface Ids {
  importId?: unknown;
  imports?: unknown;
  jobId?: unknown;
  exportId?: unknown;
  eventId?: unknown;
  bucket?: unknown;
  key?: unknown;
  route?: unknown;
  drop?: unknown;
}

/** The message of start-imports about a drop, which is its only line that names no import. */
export const DROP_LINE = 'drop looked at';

/**
 * Whether a log line is about a subject. A line that names a file or a job is about that one alone, be it of the same
 * import; any other is where it has one of the ids in its text, as an error of Lambda's own has.
 *
 * @param members of the line; undefined where it is no JSON
 * @param time epoch milliseconds
 */
export function isAbout(
  subject: TraceSubject,
  members: Readonly<Record<string, unknown>> | undefined,
  text: string,
  time: number,
): boolean {
  const { key, bucket, eventId, jobId, importId, exportId, imports, route, drop }: Ids = members ?? {};
  if (key !== undefined)
    return (
      subject.files.some((file) => file.key === key && file.bucket === bucket) ||
      (typeof eventId === 'string' && subject.eventIds.has(eventId))
    );
  if (typeof importId === 'string') return subject.importIds.has(importId);
  if (typeof exportId === 'string') return subject.exportIds.has(exportId);
  if (typeof jobId === 'string') return subject.jobIds.has(jobId);
  if (members?.message === DROP_LINE)
    return (
      (Array.isArray(imports) && imports.some((id) => subject.importIds.has(id as string))) ||
      subject.drops.some(
        (one) => one.route === route && one.drop === drop && time >= one.from && time <= one.to,
      )
    );
  const { importIds, jobIds, exportIds, eventIds } = subject;
  return [...importIds, ...jobIds, ...exportIds, ...eventIds].some((id) => text.includes(id));
}
