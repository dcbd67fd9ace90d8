import type { EventAddress } from '../../events/index.ts';
import type { Arrival } from '../ledger/index.ts';
import type { PlanDeps } from '../plans/index.ts';
import type { IncompleteLooks } from './incomplete-looks.ts';
import type { EventSender } from '../publish/index.ts';
import type { KnownRoutes } from '../routes/index.ts';

/** What closing drops needs from outside. */
export interface DropDeps extends PlanDeps, KnownRoutes {
  sendEvents: EventSender;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
  incompleteLooks: IncompleteLooks;
  /** Is told of each file that closing a drop leaves out for good, once its event has left and its row is written. */
  onLeftOut?: (file: LeftOutFile) => void;
}

/** A file that is not imported after all, for a log line. */
export interface LeftOutFile extends Pick<Arrival, 'eventId' | 'bucket' | 'key' | 'route' | 'drop'> {
  outcome: 'withdrawn' | 'rejected';
  /** As in the event of it. */
  reason: string;
}

/** What of an arrival stands in a log line. */
export const leftOutFile = (
  { eventId, bucket, key, route, drop }: Arrival,
  outcome: LeftOutFile['outcome'],
  reason: string,
): LeftOutFile => ({ ...(eventId !== undefined && { eventId }), bucket, key, route, drop, outcome, reason });
