import type { DatabaseSync } from 'node:sqlite';
import { AwsError, arnOf, createRecords, notImplemented, transaction } from '../../ground/index.ts';
import type { Clock } from '../../ground/index.ts';
import type { EventArchive } from '../../cloudformation/index.ts';
import type { EventPattern } from '../../event-pattern/index.ts';
import { matches, parsePattern } from '../../event-pattern/index.ts';
import type { EventEnvelope } from '../envelope.ts';
import type { RuleBook } from '../rules.ts';
import type { ArchivedEvents } from './archived-events.ts';

/** What an archive is asked to be. */
export type ArchiveSettings = Omit<EventArchive, 'logicalId'>;

export interface Archive extends ArchiveSettings {
  arn: string;
  /** Cloud time, epoch milliseconds. */
  createdMs: number;
  /** Whether the template declares it. */
  isDeclared: boolean;
}

/** The archives of events, the template's and those that callers make, with what they keep: all in the cloud's database. */
export interface Archives {
  /** Takes up one of the template's, before `restore`. @throws AwsError for a pattern or a bus that is none */
  declare: (settings: ArchiveSettings) => void;
  /** Takes up those of an earlier run; says which cannot be taken up any more. What the template has no longer is gone. */
  restore(): string[];
  list(): Archive[];
  /** @throws AwsError ResourceNotFoundException */
  find: (name: string) => Archive;
  /** @throws AwsError ResourceAlreadyExistsException */
  make(settings: ArchiveSettings): Archive;
  /** What is not said stays. Returns the cloud's time, epoch milliseconds. @throws AwsError where it is the template's */
  change(archive: Archive, settings: Partial<ArchiveSettings>): number;
  /** @throws AwsError where it is the template's */
  remove(archive: Archive): void;
  /** Keeps an event for every archive of its bus that wants it, in the caller's transaction. */
  take(event: EventEnvelope, busName: string): void;
  /** Drops the events that it has had for longer than it keeps any. */
  dropExpired(archive: Archive): void;
  /** Events and bytes that it has now. */
  sizeOf(archive: Archive): { count: number; bytes: number };
  /** Removes what callers made, and forgets every event. */
  clear(): void;
}

const DAY_MS = 86_400_000;

export function createArchives(
  database: DatabaseSync,
  clock: Clock,
  book: RuleBook,
  events: ArchivedEvents,
): Archives {
  const kept = createRecords<Archive>(database, 'eventbridge_archive');
  const archives = new Map<string, { archive: Archive; pattern?: EventPattern }>();

  const takeUp = (archive: Archive): void => {
    book.bus(archive.busName);
    const { eventPattern } = archive;
    archives.set(archive.name, {
      archive,
      ...(eventPattern !== undefined && { pattern: parsePattern(eventPattern) }),
    });
  };
  const put = (archive: Archive): Archive => {
    takeUp(archive);
    kept.put(archive.name, archive);
    return archive;
  };
  const made = (settings: ArchiveSettings, isDeclared: boolean): Archive => ({
    ...settings,
    arn: arnOf('events', `archive/${settings.name}`),
    createdMs: clock.now(),
    isDeclared,
  });
  const forget = (name: string): void => {
    transaction(database, () => {
      kept.remove(name);
      events.drop(name);
    });
    archives.delete(name);
  };
  const refuseTemplates = ({ name, isDeclared }: Archive): void => {
    if (isDeclared)
      throw notImplemented(`changes at runtime of archive ${name}, which the template declares`);
  };
  /** Events go when they are RetentionDays old, counted from when they were archived. */
  const dropExpired = ({ name, retentionDays }: Archive): void => {
    if (retentionDays > 0) events.dropOlder(name, clock.now() - retentionDays * DAY_MS);
  };
  const list = (): Archive[] =>
    [...archives.values()].map(({ archive }) => archive).sort((a, b) => (a.name < b.name ? -1 : 1));

  return {
    declare(settings) {
      const before = kept.get(settings.name);
      put({ ...made(settings, true), ...(before && { createdMs: before.createdMs }) });
    },
    restore: () =>
      kept.list().flatMap((archive) => {
        if (archives.has(archive.name)) return [];
        try {
          if (archive.isDeclared) forget(archive.name);
          else takeUp(archive);
          return [];
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          forget(archive.name);
          return [`The archive ${archive.arn}, made in an earlier run, is gone: ${error.message}`];
        }
      }),
    list,
    find(name) {
      const found = archives.get(name);
      if (!found) throw new AwsError('ResourceNotFoundException', `Archive ${name} does not exist.`);
      return found.archive;
    },
    make(settings) {
      const { name } = settings;
      if (archives.has(name))
        throw new AwsError('ResourceAlreadyExistsException', `Archive ${name} already exists.`);
      return put(made(settings, false));
    },
    change(archive, settings) {
      refuseTemplates(archive);
      put({ ...archive, ...settings });
      return clock.now();
    },
    remove(archive) {
      refuseTemplates(archive);
      forget(archive.name);
    },
    take(event, busName) {
      for (const { archive, pattern } of archives.values()) {
        if (archive.busName !== busName || (pattern && !matches(pattern, event))) continue;
        dropExpired(archive);
        events.add(archive.name, event, clock.now());
      }
    },
    dropExpired,
    sizeOf(archive) {
      dropExpired(archive);
      return events.sizeOf(archive.name);
    },
    clear() {
      const declared = list().filter(({ isDeclared }) => isDeclared);
      archives.clear();
      kept.clear();
      events.clear();
      for (const archive of declared) put({ ...archive, createdMs: clock.now() });
    },
  };
}
