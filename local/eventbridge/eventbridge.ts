import { awsJsonService } from '../http/index.ts';
import { isDiskFull, transaction } from '../ground/index.ts';
import { archiveActions } from './archives/archive-actions.ts';
import { createArchivedEvents } from './archives/archived-events.ts';
import { createArchives } from './archives/archives.ts';
import { replayActions } from './archives/replay-actions.ts';
import { createReplays } from './archives/replays.ts';
import { deliver } from './delivery.ts';
import type { Delivery, FailedDelivery } from './delivery.ts';
import { envelopeOf, scheduledEvent } from './envelope.ts';
import type { BusEvent, EventEntry, EventEnvelope } from './envelope.ts';
import type { EventBridge, EventBridgeOptions } from './eventbridge-api.ts';
import { createEventFaults } from './event-faults.ts';
import { createLog } from './event-log.ts';
import { matches } from '../event-pattern/index.ts';
import { busActions } from './bus-actions.ts';
import { putEventsAction } from './put-events.ts';
import { readActions } from './read-actions.ts';
import { ruleActions } from './rule-actions.ts';
import type { Rule } from './rules.ts';
import { createRuleBook } from './rules.ts';
import { createRuntimeBuses } from './runtime-buses.ts';
import { createRuntimeRules } from './runtime-rules.ts';
import type { Pace } from './pace.ts';
import { createPace } from './pace.ts';
import { createSchedules } from './schedules.ts';
import { MINUTE_MS } from './schedule/index.ts';

/** Events are found by the import that they are of. */
const IMPORT_OF = '$.detail.importId';
const LONGEST_EVENT_LOG = 100_000;
const LONGEST_FAILURE_LOG = 1000;

/** The event buses and scheduled rules of the machine-local cloud. */
export function createEventBridge(options: EventBridgeOptions): EventBridge {
  const { database, clock, authorize, minuteMs = MINUTE_MS, onFailedDelivery } = options;
  const log = createLog<BusEvent>(database, 'eventbridge_event', LONGEST_EVENT_LOG, IMPORT_OF);
  const failures = createLog<FailedDelivery>(database, 'eventbridge_failed_delivery', LONGEST_FAILURE_LOG);
  const book = createRuleBook();
  const { faults, copies, failingEntries } = createEventFaults(book);
  const delivery: Delivery = { ...options, copies, failed: (failure) => failures.append(failure) };

  if (onFailedDelivery)
    failures.subscribe(Infinity, (_sequence, failure) => {
      onFailedDelivery(failure);
    });

  let pace: Pace | undefined;
  const paceListeners: (() => void)[] = [];

  /** Logs an event and hands it to the rules of its bus that it matches, or to those of them that are named. */
  const send = (event: EventEnvelope, busName: string, ruleArns?: readonly string[]): void => {
    pace?.happened();
    log.append({ ...event, busName });
    for (const rule of book.rulesOf(busName)) {
      if (ruleArns && !ruleArns.includes(rule.arn)) continue;
      if (rule.enabled && rule.pattern && matches(rule.pattern, event)) deliver(event, rule, delivery);
    }
  };
  const archivedEvents = createArchivedEvents(database);
  const archives = createArchives(database, clock, book, archivedEvents);
  const replays = createReplays(database, clock, archives, archivedEvents, send);

  const take = (event: EventEnvelope, busName: string): void => {
    transaction(database, () => {
      send(event, busName);
      archives.take(event, busName);
    });
  };
  const put = (entry: EventEntry): string => {
    const event = envelopeOf(entry, clock.now());
    take(event, book.bus(entry.busName).name);
    return event.id;
  };
  const isAskedFor = (event: EventEnvelope, busName: string): boolean =>
    book.rulesOf(busName).some(({ enabled, pattern }) => enabled && pattern && matches(pattern, event)) ||
    archives.list().some((archive) => archive.busName === busName);

  const tick = (rule: Rule, dueMs: number): void => {
    try {
      transaction(database, () => {
        deliver(scheduledEvent(rule.arn, dueMs), rule, delivery);
      });
    } catch (error) {
      // The next minute's tick makes up for it; ticks that were kept would all come at once when there is room.
      if (!isDiskFull(error)) throw error;
      options.onNoRoom?.(error);
    }
    if (rule.schedule?.kind === 'rate') pace?.ran();
  };
  const isAtRest = (): boolean => pace?.rests() === true;
  const schedules = createSchedules(clock, minuteMs, tick, isAtRest);

  const runtimeBuses = createRuntimeBuses(database, book);
  const runtimeRules = createRuntimeRules(database, book, schedules);

  return {
    declareBus(bus) {
      book.declareBus(bus);
    },
    declareArchive: archives.declare,
    declareRule(rule) {
      schedules.declare(book.declareRule(rule));
    },
    restore() {
      runtimeBuses.restore();
      return [...runtimeRules.restore(), ...archives.restore()];
    },
    put,
    putWhereAsked(entry) {
      const { name } = book.bus(entry.busName);
      const event = envelopeOf(entry, clock.now());
      if (isAskedFor(event, name)) take(event, name);
    },
    service: awsJsonService({
      target: 'AWSEvents',
      version: '1.1',
      actions: {
        PutEvents: putEventsAction(book, authorize, put, failingEntries),
        ...readActions(book, authorize),
        ...busActions(book, authorize, runtimeBuses, archives),
        ...ruleActions(book, options, runtimeRules),
        ...archiveActions(book, authorize, archives),
        ...replayActions(book, authorize, archives, replays),
      },
    }),
    *events(fromSequence) {
      for (const { sequence, entry } of log.entries(fromSequence)) yield { sequence, event: entry };
    },
    eventsBefore({ before, importId, detailType, most, mostRead }) {
      const { entries, next } = log.before({
        before,
        name: importId,
        isWanted: (event) => detailType === null || event['detail-type'] === detailType,
        most,
        mostRead,
      });
      return { events: entries.map(({ sequence, entry }) => ({ sequence, event: entry })), next };
    },
    subscribe: (fromSequence, listener) => log.subscribe(fromSequence, listener),
    failedDeliveries: () =>
      [...failures.entries()].map(({ entry }) => entry).filter((failure) => !failure.deadLetterArn),
    faults,
    start() {
      schedules.start();
      replays.start();
    },
    restWhile(rest) {
      const onChange = (): void => {
        schedules.changePace();
        for (const listener of paceListeners) listener();
      };
      pace = createPace({ clock, minuteMs, onChange, ...rest });
    },
    happened: () => pace?.happened(),
    isAtRest,
    onPace(listener) {
      paceListeners.push(listener);
    },
    holdTicks: schedules.hold,
    reset() {
      faults.clear();
      replays.clear();
      archives.clear();
      runtimeRules.clear();
      runtimeBuses.clear();
      log.clear();
      failures.clear();
    },
  };
}
