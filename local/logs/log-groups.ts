import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../ground/index.ts';
import { AwsError, createRecords, notImplemented } from '../ground/index.ts';
import type { LineStore } from './line-store.ts';

/** A log group. Times are epoch milliseconds. */
export interface LogGroup {
  name: string;
  createdMs: number;
}

/** A log stream; without times of lines where it has none. */
export interface LogStream {
  name: string;
  createdMs: number;
  first?: number;
  last?: number;
  lastIngested?: number;
}

interface KeptStream {
  group: string;
  name: string;
  createdMs: number;
}

/** The log groups that there are, and their streams. */
export interface LogGroups {
  /** The group of a function of the template. */
  declare: (name: string) => void;
  /** Makes the group where it is not there. */
  ensure: (name: string) => void;
  has: (name: string) => boolean;
  list: () => LogGroup[];
  /** @throws AwsError ResourceNotFoundException */
  existing: (name: string) => LogGroup;
  /** @throws AwsError ResourceAlreadyExistsException */
  create: (name: string) => void;
  /** Removes the group with its streams. @throws AwsError ResourceNotFoundException; NotImplemented where it is the template's */
  remove: (name: string) => void;
  streams: (group: string) => LogStream[];
  hasStream: (group: string, stream: string) => boolean;
  createStream: (group: string, stream: string) => void;
  removeStream: (group: string, stream: string) => void;
  /** Removes those that callers and functions made. */
  clear: () => void;
}

export function createLogGroups(
  database: DatabaseSync,
  lines: LineStore,
  clock: Pick<Clock, 'now'>,
): LogGroups {
  const groups = createRecords<LogGroup>(database, 'logs_group');
  const streams = createRecords<KeptStream>(database, 'logs_stream');
  const declared = new Set<string>();
  const streamKey = (group: string, stream: string): string => `${group}:${stream}`;

  const has = (name: string): boolean => groups.get(name) !== undefined;
  const ensure = (name: string): void => {
    if (!has(name)) groups.put(name, { name, createdMs: clock.now() });
  };
  const existing = (name: string): LogGroup => {
    const group = groups.get(name);
    if (!group) throw notFound('group');
    return group;
  };
  /** A stream is made by its first line, or by a caller. */
  const hasStream = (group: string, stream: string): boolean =>
    lines.hasStream(group, stream) || streams.get(streamKey(group, stream)) !== undefined;
  const alreadyThere = (what: string): AwsError =>
    new AwsError('ResourceAlreadyExistsException', `The specified log ${what} already exists`);
  const notFound = (what: string): AwsError =>
    new AwsError('ResourceNotFoundException', `The specified log ${what} does not exist.`);

  return {
    declare(name) {
      declared.add(name);
      ensure(name);
    },
    ensure,
    has,
    list: groups.list,
    existing,
    create(name) {
      if (has(name)) throw alreadyThere('group');
      ensure(name);
    },
    remove(name) {
      existing(name);
      if (declared.has(name))
        throw notImplemented(`the deletion of log group ${name}: its function is of the template`);
      lines.remove(name);
      for (const stream of streams.list())
        if (stream.group === name) streams.remove(streamKey(name, stream.name));
      groups.remove(name);
    },
    streams(group) {
      const found = new Map<string, LogStream>(
        streams
          .list()
          .filter((stream) => stream.group === group)
          .map(({ name, createdMs }) => [name, { name, createdMs }]),
      );
      for (const { stream: name, first, last, firstIngested, lastIngested } of lines.streams(group)) {
        const createdMs = found.get(name)?.createdMs ?? firstIngested;
        found.set(name, { name, createdMs, first, last, lastIngested });
      }
      return [...found.values()];
    },
    hasStream,
    createStream(group, stream) {
      if (hasStream(group, stream)) throw alreadyThere('stream');
      streams.put(streamKey(group, stream), { group, name: stream, createdMs: clock.now() });
    },
    removeStream(group, stream) {
      if (!hasStream(group, stream)) throw notFound('stream');
      lines.remove(group, stream);
      streams.remove(streamKey(group, stream));
    },
    clear() {
      for (const { name } of groups.list()) if (!declared.has(name)) groups.remove(name);
      streams.clear();
    },
  };
}
