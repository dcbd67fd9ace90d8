import type { EventAddress } from '../../events/index.ts';
import type { PlanDeps } from '../plans/index.ts';
import type { EventSender } from '../publish/index.ts';
import type { KnownRoutes } from '../routes/index.ts';

/** What closing drops needs from outside. */
export interface DropDeps extends PlanDeps, KnownRoutes {
  sendEvents: EventSender;
  /** Where events about a data store go. */
  addressOf: (datastoreId: string) => EventAddress;
}
