import type { DatabaseSync } from 'node:sqlite';
import type { Authorize, Clock, Faults, Service } from '../ground/index.ts';
import type { ArchiveSettings } from './archives/archives.ts';
import type { Delivery, FailedDelivery } from './delivery.ts';
import type { BusEvent, EventEntry } from './envelope.ts';
import type { PaceOptions } from './pace.ts';
import type { RoleChecks } from './rule-actions.ts';
import type { BusDeclaration, RuleDeclaration } from './rules.ts';

export interface EventBridgeOptions extends Pick<
  Delivery,
  'invokeFunction' | 'sendToQueue' | 'publishToTopic'
> {
  database: DatabaseSync;
  clock: Clock;
  authorize: Authorize;
  /** Whether there is such a role, and it trusts a service in this context. */
  mayAssume: RoleChecks['mayAssume'];
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
  /** An archive of the template, behind the buses. @throws AwsError where AWS would refuse it */
  declareArchive(archive: ArchiveSettings): void;
  /** @throws AwsError where AWS would refuse the rule: pattern, schedule, targets, an unknown bus */
  declareRule(rule: RuleDeclaration): void;
  /** Takes up what callers made in an earlier run, when the template's is declared. Says which rules and archives it cannot take up any more. */
  restore(): string[];
  /**
   * Puts an event of an AWS service on a bus, in the caller's transaction: the log's row and what every target
   * gets are one commit with what the caller wrote. Returns the event's id.
   */
  put(entry: EventEntry): string;
  /** The same of an event that is nothing to the cloud itself: on a bus where no rule and no archive asks for it, it is as if it had not been. */
  putWhereAsked: (entry: EventEntry) => void;
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
  /** Begins the schedules, and goes on with replays. */
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
