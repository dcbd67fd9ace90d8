import type { ActionRequest, FollowedStore } from '../ledger/index.ts';
import { openActionRequests, openFollowedStores } from '../ledger/index.ts';
import type { DataStoreBrief, Overview, RequestBrief } from './document.ts';
import type { StatusDeps } from './status-deps.ts';
import { isoTime } from './status-deps.ts';
import { countOf } from '../../errors/index.ts';

/** Reads the actions that were asked for by events and are not answered, and the data stores that come or go. */
export async function readOpenRequests(deps: StatusDeps): Promise<Pick<Overview, 'requests' | 'dataStores'>> {
  const [requests, stores] = await Promise.all([
    openActionRequests(deps.ledger),
    openFollowedStores(deps.ledger),
  ]);
  return {
    requests: requests.map((request) => requestBrief(request, deps.now())),
    dataStores: stores.map(dataStoreBrief),
  };
}

const requestBrief = (request: ActionRequest, now: number): RequestBrief => ({
  requestId: request.requestId,
  action: request.action,
  askedAt: isoTime(request.createdAt),
  calls: request.calls ?? 0,
  because: whyOpen(request, now),
});

function whyOpen({ calls = 0, firstCalledAt, notBefore = 0 }: ActionRequest, now: number): string {
  if (notBefore > now) return `its turn, by the action's quota, comes at ${isoTime(notBefore)}`;
  if (calls === 0) return 'it has not been tried yet';
  const times = `tried ${calls === 1 ? 'once' : countOf(calls, 'time')}`;
  return firstCalledAt === undefined
    ? `${times}, not called yet: what it is about does not answer`
    : `${times} since ${isoTime(firstCalledAt)}; it is tried again by itself`;
}

const dataStoreBrief = ({
  datastoreId,
  datastoreName,
  status,
  requestId,
  outbox,
}: FollowedStore): DataStoreBrief => ({
  datastoreId,
  datastoreName,
  status,
  requestId,
  because:
    outbox.length > 0
      ? 'the event of its last change is on its way'
      : `it is ${status ?? 'not looked at yet'}; poll-jobs looks at it each minute`,
});
