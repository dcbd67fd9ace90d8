import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock, Service } from '../ground/index.ts';
import { awsJsonService } from '../http/index.ts';
import { filterLogEvents } from './actions/filter-log-events.ts';
import { getLogEvents } from './actions/get-log-events.ts';
import { groupActions } from './actions/group-actions.ts';
import { putLogEvents } from './actions/put-log-events.ts';
import type { LogsApi } from './actions/requests.ts';
import type { NewLine } from './line-store.ts';
import { createLineStore } from './line-store.ts';
import { createLogGroups } from './log-groups.ts';

/** A line that a function has written to its log stream. */
export interface LogLine {
  functionName: string;
  /** A line that is in no stream is not kept. */
  logStreamName?: string;
  line: string;
}

/** CloudWatch Logs: what functions write, and what callers put beside it. */
export interface Logs {
  /** The log group of a function is there from its deployment on. */
  declareFunction: (name: string) => void;
  /** Whether the log group of a function is there. */
  hasGroupOf: (functionName: string) => boolean;
  /** Takes a line; it can be read at once and is on the disk a moment later. */
  write: (line: LogLine) => void;
  /** AWS JSON 1.1, `Logs_20140328.*`; what it lacks is 501. */
  service: Service;
  /** Forgets every line, and the groups that callers made. */
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
  const groups = createLogGroups(database, store, clock);
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
      for (const group of new Set(lines.map((line) => line.group))) groups.ensure(group);
      store.add(lines);
      isBroken = false;
    } catch (error) {
      if (!isBroken) onTrouble(error);
      isBroken = true;
    }
  };

  /** Who reads sees what was written up to now. */
  const flushed = <T>(of: T): T => {
    flush();
    return of;
  };
  const api: LogsApi = {
    authorize,
    now: () => clock.now(),
    get groups() {
      return flushed(groups);
    },
    get lines() {
      return flushed(store);
    },
  };

  return {
    declareFunction(name) {
      groups.declare(groupOf(name));
    },
    hasGroupOf: (functionName) => groups.has(groupOf(functionName)),
    write({ functionName, logStreamName, line }) {
      if (!isOpen || logStreamName === undefined) return;
      const now = clock.now();
      const group = groupOf(functionName);
      waiting.push({ group, stream: logStreamName, time: now, ingested: now, message: line });
      due ??= setImmediate(flush);
    },
    service: awsJsonService({
      target: 'Logs_20140328',
      version: '1.1',
      actions: {
        ...groupActions(api),
        FilterLogEvents: filterLogEvents(api),
        GetLogEvents: getLogEvents(api),
        PutLogEvents: putLogEvents(api),
      },
    }),
    reset() {
      flush();
      store.clear();
      groups.clear();
    },
    close() {
      flush();
      isOpen = false;
    },
  };
}
