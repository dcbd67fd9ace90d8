import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock, Service } from '../ground/index.ts';
import { awsJsonService } from '../http/index.ts';
import { filterLogEvents } from './filter-log-events.ts';
import type { NewLine } from './line-store.ts';
import { createLineStore } from './line-store.ts';

/** A line that a function has written to its log stream. */
export interface LogLine {
  functionName: string;
  /** A line that is in no stream is not kept. */
  logStreamName?: string;
  line: string;
}

/** CloudWatch Logs, as far as the logs of functions are read. */
export interface Logs {
  /** The log group of a function is there from its deployment on. */
  declareFunction: (name: string) => void;
  /** Takes a line; it can be read at once and is on the disk a moment later. */
  write: (line: LogLine) => void;
  /** AWS JSON 1.1, `Logs_20140328.FilterLogEvents`; what it lacks is 501. */
  service: Service;
  /** Forgets every line. */
  reset: () => void;
  /** Writes what is not on the disk yet; no line is taken any more. */
  close: () => void;
}

export interface LogsOptions {
  database: DatabaseSync;
  clock: Pick<Clock, 'now'>;
  authorize: Authorize;
  /** Takes the error where lines cannot be written, which are lost then. */
  onTrouble?: (error: unknown) => void;
}

/** Lambda developer guide, "Sending Lambda function logs to CloudWatch Logs". */
const groupOf = (functionName: string): string => `/aws/lambda/${functionName}`;

/** The logs of the machine-local cloud. Lines of one turn of the event loop are one commit: a commit a line would be slow. */
export function createLogs({ database, clock, authorize, onTrouble = () => undefined }: LogsOptions): Logs {
  const store = createLineStore(database);
  const groups = new Set<string>();
  let waiting: NewLine[] = [];
  let due: NodeJS.Immediate | undefined;
  let isOpen = true;
  /** Lines cannot be written: told once, for functions go on writing them. */
  let isBroken = false;

  const flush = (): void => {
    if (due) clearImmediate(due);
    due = undefined;
    const lines = waiting;
    waiting = [];
    if (lines.length === 0) return;
    try {
      store.add(lines);
      isBroken = false;
    } catch (error) {
      if (!isBroken) onTrouble(error);
      isBroken = true;
    }
  };

  const reader = {
    hasGroup: (name: string) => groups.has(name),
    read: (range: Parameters<typeof store.read>[0]) => {
      flush();
      return store.read(range);
    },
  };

  return {
    declareFunction: (name) => void groups.add(groupOf(name)),
    write({ functionName, logStreamName, line }) {
      if (!isOpen || logStreamName === undefined) return;
      waiting.push({ group: groupOf(functionName), stream: logStreamName, time: clock.now(), message: line });
      due ??= setImmediate(flush);
    },
    service: awsJsonService({
      target: 'Logs_20140328',
      version: '1.1',
      actions: { FilterLogEvents: filterLogEvents(reader, authorize) },
    }),
    reset() {
      flush();
      store.clear();
    },
    close() {
      flush();
      isOpen = false;
    },
  };
}
