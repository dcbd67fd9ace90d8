import type { DatabaseSync } from 'node:sqlite';
import { awsJsonService } from '../http/index.ts';
import type { Authorize, Clock, Faults, Service } from '../ground/index.ts';
import { isDiskFull, transaction } from '../ground/index.ts';
import { deliver } from './delivery.ts';
import type { Delivery, FailedDelivery } from './delivery.ts';
import { envelopeOf, scheduledEvent } from './envelope.ts';
import type { BusEvent, EventEntry } from './envelope.ts';
import { createEventFaults } from './event-faults.ts';
import { createLog } from './event-log.ts';
import { matches } from '../event-pattern/index.ts';
import { busActions } from './bus-actions.ts';
import { putEventsAction } from './put-events.ts';
import { readActions } from './read-actions.ts';
import { ruleActions } from './rule-actions.ts';
import type { BusDeclaration, Rule, RuleDeclaration } from './rules.ts';
import { createRuleBook } from './rules.ts';
import { createRuntimeBuses } from './runtime-buses.ts';
import { createRuntimeRules } from './runtime-rules.ts';
import type { Pace, PaceOptions } from './pace.ts';
import { createPace } from './pace.ts';
import { createSchedules } from './schedules.ts';
import { MINUTE_MS } from './schedule/index.ts';

export type { DeadLetterAttributes, EventBridgeSender, FailedDelivery } from './delivery.ts';
export type { BusEvent, EventEntry, EventEnvelope } from './envelope.ts';
export type { BusDeclaration, RuleDeclaration } from './rules.ts';

export interface EventBridgeOptions extends Pick<
  Delivery,
  'invokeFunction' | 'sendToQueue' | 'publishToTopic'
> {
  database: DatabaseSync;
  clock: Clock;
  authorize: Authorize;
  /** How long the minute of a `rate(...)` lasts, in milliseconds; 60,000 unless said. */
  minuteMs?: number;
  /** Called after the commit for every delivery that a target refused, dead-lettered or lost. */
  onFailedDelivery?: (failure: FailedDelivery) => void;
  /** Told where a schedule's tick is lost because the disk is full. */
  onNoRoom?: (error: unknown) => void;
}

/** Which events are read backwards from the log's end, or from before a sequence number; null for no filter. */
export interface EventsPage {
  before: number | null;
  importId: string | null;
  detailType: string | null;
  most: number;
  mostRead: number;
}

export interface FoundEvents {
  events: { sequence: number; event: BusEvent }[];
  /** The `before` of the next page; null at the beginning of the log. */
  next: number | null;
}

export interface EventBridge {
  declareBus(bus: BusDeclaration): void;
  /** @throws AwsError where AWS would refuse the rule: pattern, schedule, targets, an unknown bus */
  declareRule(rule: RuleDeclaration): void;
  /** Takes up the buses and rules that callers made in an earlier run, when the template's are declared. Says which rules it cannot take up any more. */
  restore(): string[];
  /**
   * Puts an event of an AWS service on a bus, in the caller's transaction: the log's row and what every target
   * gets are one commit with what the caller wrote. Returns the event's id.
   */
  put(entry: EventEntry): string;
  /** AWS JSON 1.1, `AWSEvents.*`: PutEvents, what reads rules and buses, and what makes them; anything else is 501. */
  service: Service;
  /** The log of every event of every bus, the last 100,000 of them; schedules' ticks are not events of a bus. */
  events(fromSequence?: number): Generator<{ sequence: number; event: BusEvent }>;
  /** A page of the log backwards, the newest first; reads at most `mostRead` rows, so that it may come short. */
  eventsBefore(page: EventsPage): FoundEvents;
  /** Follows the log: every event from `fromSequence` on (Infinity: from now on), in order, after its commit. Returns what ends it. */
  subscribe(fromSequence: number, listener: (sequence: number, event: BusEvent) => void): () => void;
  /** The deliveries that were refused and are in no dead-letter queue: these events are lost to their target. */
  failedDeliveries(): FailedDelivery[];
  faults: Faults;
  /** Begins the schedules. */
  start(): void;
  /** From now on the minutes of rates are real ones while their runs would find nothing to do. */
  restWhile(rest: Pick<PaceOptions, 'isIdle' | 'onRest'>): void;
  /** Something happened in the cloud that a run may have to do with: rates run at their short minute from now on. */
  happened: () => void;
  /** Whether the minutes of rates are real ones now. */
  isAtRest: () => boolean;
  /** Calls `listener` when that has changed. */
  onPace: (listener: () => void) => void;
  /** Holds the schedules' ticks back until the returned function is called. */
  holdTicks: () => () => void;
  /** Forgets all events, faults, and what callers made; what the template declares stays. */
  reset(): void;
}

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

  const put = (entry: EventEntry): string => {
    pace?.happened();
    const { name: busName } = book.bus(entry.busName);
    const event = envelopeOf(entry, clock.now());
    transaction(database, () => {
      log.append({ ...event, busName });
      for (const rule of book.rulesOf(busName))
        if (rule.enabled && rule.pattern && matches(rule.pattern, event)) deliver(event, rule, delivery);
    });
    return event.id;
  };

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
    declareRule(rule) {
      schedules.declare(book.declareRule(rule));
    },
    restore() {
      runtimeBuses.restore();
      return runtimeRules.restore();
    },
    put,
    service: awsJsonService({
      target: 'AWSEvents',
      version: '1.1',
      actions: {
        PutEvents: putEventsAction(book, authorize, put, failingEntries),
        ...readActions(book, authorize),
        ...busActions(book, authorize, runtimeBuses),
        ...ruleActions(book, authorize, runtimeRules),
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
      runtimeRules.clear();
      runtimeBuses.clear();
      log.clear();
      failures.clear();
    },
  };
}
