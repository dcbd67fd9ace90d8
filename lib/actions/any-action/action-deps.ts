import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import type { EventAddress } from '../../../events/index.ts';
import type { Ledger } from '../../ledger/index.ts';
import type { EventSender } from '../../publish/index.ts';
import type { UsedStore } from './decide-action.ts';
import type { DoOnce } from './do-once.ts';
import type { ActionPolicy, StoreFacts } from './policy.ts';

/** What running an action needs from outside. */
export interface ActionDeps {
  ledger: Ledger;
  healthLake: HealthLakeClient;
  doOnce: DoOnce;
  sendEvents: EventSender;
  /** Where events go, about a data store or about none. */
  addressOf: (datastoreId: string | null) => EventAddress;
  policy: ActionPolicy;
  storeFacts: () => Promise<StoreFacts>;
  usedStores: readonly UsedStore[];
  /** Epoch milliseconds. */
  now: () => number;
}

/** What became of one message, for its log line. */
export interface ActionReport {
  requestId: string | null;
  action: string | null;
  /** `answered`: its event has left. `later`: the message has to come again. */
  outcome: 'answered' | 'later';
  /** The answer is one that was given before. */
  isRepeat?: boolean;
  errorName?: string;
  jobId?: string;
  datastoreId?: string;
  /** When the message should come again, seconds. */
  retryAfterSeconds?: number;
}
