import type { DatabaseSync } from 'node:sqlite';
import { AwsError, createRecords, transaction } from '../../ground/index.ts';
import type { Clock } from '../../ground/index.ts';
import type { EventEnvelope } from '../envelope.ts';
import type { ArchivedEvents, Position } from './archived-events.ts';
import type { Archives } from './archives.ts';

export const REPLAY_STATES = [
  'STARTING',
  'RUNNING',
  'CANCELLING',
  'COMPLETED',
  'CANCELLED',
  'FAILED',
] as const;

/** What a replay is asked to do. */
export interface ReplaySettings {
  name: string;
  arn: string;
  description?: string;
  archiveName: string;
  archiveArn: string;
  busName: string;
  busArn: string;
  /** The rules that get the events; all of the bus where it is not there. */
  ruleArns?: string[];
  /** Events from this time on, epoch milliseconds of their own time. */
  fromMs: number;
  /** Events before this time. */
  untilMs: number;
}

export interface Replay extends ReplaySettings {
  state: (typeof REPLAY_STATES)[number];
  stateReason?: string;
  /** Cloud time, epoch milliseconds. */
  startedMs: number;
  endedMs?: number;
  /** The event that was replayed last. */
  last?: Position;
}

/** Replays of archives. Where they are is one commit with what was delivered, so that a killed cloud goes on there. */
export interface Replays {
  /** The last ninety days, by name. */
  list: () => Replay[];
  /** @throws AwsError ResourceNotFoundException */
  find: (name: string) => Replay;
  /** @throws AwsError where there is one of this name, or ten are running */
  begin: (settings: ReplaySettings) => Replay;
  /** @throws AwsError IllegalStatusException for one that has ended */
  cancel: (replay: Replay) => Replay;
  /** Goes on with those of an earlier run. */
  start(): void;
  clear(): void;
}

/** User Guide, "Replaying archived events": ten at a time in an account and Region; deleted after ninety days. */
const MOST_AT_ONCE = 10;
const KEPT_MS = 90 * 86_400_000;
/** How many events are one commit. */
const STEP = 100;

const isOpen = ({ state }: Replay): boolean =>
  state === 'STARTING' || state === 'RUNNING' || state === 'CANCELLING';

/** @param send hands a replayed event to rules of its bus, in the caller's transaction */
export function createReplays(
  database: DatabaseSync,
  clock: Clock,
  archives: Archives,
  events: ArchivedEvents,
  send: (event: EventEnvelope, busName: string, ruleArns: readonly string[] | undefined) => void,
): Replays {
  const kept = createRecords<Replay>(database, 'eventbridge_replay');
  const list = (): Replay[] => {
    for (const { name, startedMs } of kept.list()) if (startedMs < clock.now() - KEPT_MS) kept.remove(name);
    return kept.list().sort((a, b) => (a.name < b.name ? -1 : 1));
  };
  const put = (replay: Replay): Replay => {
    kept.put(replay.name, replay);
    return replay;
  };

  /** Delivers the next events of a replay, and says how it stands then. */
  const goOn = (replay: Replay): Replay => {
    const end = { endedMs: clock.now() };
    if (replay.state === 'CANCELLING') return { ...replay, ...end, state: 'CANCELLED' };
    const archive = archives.list().find(({ name }) => name === replay.archiveName);
    if (!archive)
      return {
        ...replay,
        ...end,
        state: 'FAILED',
        stateReason: `Archive ${replay.archiveName} does not exist.`,
      };
    archives.dropExpired(archive);
    const from = replay.last ?? { timeMs: replay.fromMs, sequence: 0 };
    const next = events.after(archive.name, from, replay.untilMs, STEP);
    for (const { event } of next)
      send({ ...event, 'replay-name': replay.name }, replay.busName, replay.ruleArns);
    const last = next.at(-1)?.position;
    return last ? { ...replay, state: 'RUNNING', last } : { ...replay, ...end, state: 'COMPLETED' };
  };
  const step = (name: string): void => {
    const replay = kept.get(name);
    if (!replay || !isOpen(replay)) return;
    const after = transaction(database, () => put(goOn(replay)));
    if (isOpen(after)) later(name);
  };
  const later = (name: string): void => {
    clock.at(clock.now(), () => {
      step(name);
    });
  };

  return {
    list,
    find(name) {
      const found = list().find((replay) => replay.name === name);
      if (!found) throw new AwsError('ResourceNotFoundException', `Replay ${name} does not exist.`);
      return found;
    },
    begin(settings) {
      const { name } = settings;
      const all = list();
      if (all.some((replay) => replay.name === name))
        throw new AwsError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
      if (all.filter(isOpen).length >= MOST_AT_ONCE)
        throw new AwsError(
          'LimitExceededException',
          `The requested resource exceeds the maximum number allowed: ${MOST_AT_ONCE} replays run at a time.`,
        );
      const replay = put({ ...settings, state: 'STARTING', startedMs: clock.now() });
      later(name);
      return replay;
    },
    cancel(replay) {
      if (replay.state !== 'STARTING' && replay.state !== 'RUNNING')
        throw new AwsError(
          'IllegalStatusException',
          `Replay ${replay.name} is not in a valid state for this operation.`,
        );
      return put({ ...replay, state: 'CANCELLING' });
    },
    start() {
      for (const replay of list()) if (isOpen(replay)) later(replay.name);
    },
    clear: kept.clear,
  };
}
