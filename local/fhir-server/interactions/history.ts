import type { DateRange } from '../../../fhir/index.ts';
import { typeNumber } from '../../../fhir/index.ts';
import { boundLimit } from '../../ground/index.ts';
import type { PastVersion, RowOfResource } from '../../healthlake/index.ts';
import { typeKey } from '../../healthlake/index.ts';
import { requireStoredReach } from '../authorization/reachable.ts';
import type { FhirCall } from '../fhir-call.ts';
import { badRequest } from '../http/fhir-error.ts';
import type { FhirAnswer } from '../http/fhir-answer.ts';
import { queryDate } from '../http/query-date.ts';
import { historyBundle } from '../bundle/history-bundle.ts';
import { candidate } from '../search/candidate.ts';
import { notFound } from './read.ts';

/** The Developer Guide has 100 as the most that a page holds; a larger `_count` has a page of so many. */
const MOST_COUNT = 100;

/** How many resources of a type are looked at before other requests get their turn. */
const PIECE = 500;

/** How many versions are looked at along the time, from the newest on, before all resources are looked at instead. */
const MOST_IN_TURN = 2_000;

/** After so many it is asked whether any further back can be of the time that is asked for. */
const LOOKED_AT_ONCE = 50;

const PARAMETERS = ['_count', '_since', '_at', 'page', '_format'];

/** What a history is asked for (Developer Guide, "Reading FHIR resource history"). */
interface HistoryQuery {
  count: number;
  /** Versions that were written from then on, epoch milliseconds. */
  since: number;
  /** Versions that were the current one at some time in it. */
  at: DateRange | undefined;
}

/** `GET {type}/{id}/_history`: all versions of a resource with its deletions, the newest first (FHIR R4, "history"). */
export function history(call: FhirCall): FhirAnswer {
  const { datastore, resourceType, id, reach, versions } = call;
  const { datastoreId } = datastore;
  requireStoredReach(reach, () => versions.newestContent(datastoreId, resourceType, id));
  if (!versions.newest(datastoreId, resourceType, id)) throw notFound(resourceType);
  const { query, behind } = readPage(call);
  const found = versions.history.ofResource(datastoreId, resourceType, id);
  return answer(call, wanted(call, found, query, behind), query);
}

/**
 * `GET {type}/_history`: the same of all resources of a type. It is read from the newest version on; where that does not come to the page's end soon, or
 * the index does not know all of them yet, the rows of all resources are looked at.
 */
export function* typeHistory(call: FhirCall): Generator<undefined, FhirAnswer> {
  const { query, behind: given } = readPage(call);
  const { times, lastRow } = call.versions.history;
  // In a transaction rows may go again, and their times must not be remembered.
  if (query.since > 0 && call.request.isEntry !== true) while (times.takeIn()) yield;
  // What is written while the pieces are read would come from those that are still to come, and not from those before: a gap that no later page fills.
  const behind = Math.min(given, lastRow() + 1);
  const inTurn = call.index.standing((isWhole) => (isWhole ? pageInTurn(call, query, behind) : undefined));
  return answer(call, inTurn ?? (yield* pageOfAll(call, query, behind)), query);
}

/** Undefined where too much would have to be looked at. */
function pageInTurn(call: FhirCall, query: HistoryQuery, behind: number): PastVersion[] | undefined {
  const { datastore, resourceType, versions, index } = call;
  const type = typeKey(versions.storeNumber(datastore.datastoreId), typeNumber(resourceType) ?? -1);
  const newest = index.prepare(
    `SELECT row, id FROM resources WHERE type = ? AND row < ? ORDER BY row DESC ${boundLimit('?')}`,
  );
  const latest = versions.history.latest(
    datastore.datastoreId,
    resourceType,
    (row, limit) => newest.all(type, row, limit) as unknown as RowOfResource[],
  );
  const looked = { versions: 0 };
  const some = function* (): Generator<PastVersion> {
    for (const version of latest) {
      if (++looked.versions > MOST_IN_TURN) return;
      if (!version) continue;
      yield version;
      const isTime = looked.versions % LOOKED_AT_ONCE === 0;
      if (isTime && !versions.history.times.mayBeSince(version.row, query.since)) return;
    }
  };
  const page = wanted(call, some(), query, behind);
  return looked.versions > MOST_IN_TURN ? undefined : page;
}

/** A piece of the resources after the other, of which no more than a page is kept. */
function* pageOfAll(
  call: FhirCall,
  query: HistoryQuery,
  behind: number,
): Generator<undefined, PastVersion[]> {
  const { datastore, resourceType, versions } = call;
  let page: PastVersion[] = [];
  for (let from = ''; ;) {
    // Once a page is full, only what is newer than its last can still come into it.
    const above = page[query.count]?.row ?? 0;
    const piece = versions.history.ofType(
      datastore.datastoreId,
      resourceType,
      from,
      PIECE,
      query.since,
      above,
    );
    const mostOf = wanted(call, piece.versions, query, behind);
    page = [...page, ...mostOf].sort((one, other) => other.row - one.row).slice(0, query.count + 1);
    if (piece.lastId === undefined) break;
    from = piece.lastId;
    yield;
  }
  return page;
}

/**
 * Those of the versions, the newest first, that are asked for and within reach, one more than a page holds. As of a single version (vread.ts),
 * both what it says and what the resource says now must be within reach; a deletion says nothing.
 */
function wanted(
  { reach, datastore, versions: store }: FhirCall,
  versions: Iterable<PastVersion>,
  { count, since, at }: HistoryQuery,
  behind: number,
): PastVersion[] {
  const reached = new Map<string, boolean>();
  const isReached = (version: PastVersion): boolean => {
    if (reach === 'everything') return true;
    if (version.isDeletion) return reached.get(version.id) ?? newestIsReached(version);
    const meets = reach.meets(candidate(version));
    const now = reached.get(version.id) ?? meets;
    reached.set(version.id, now);
    return now && meets;
  };
  const newestIsReached = ({ resourceType, id }: PastVersion): boolean => {
    const content = store.newestContent(datastore.datastoreId, resourceType, id);
    const now = content !== undefined && reach !== 'everything' && reach.meets(candidate(content));
    reached.set(id, now);
    return now;
  };
  const page: PastVersion[] = [];
  for (const version of versions) {
    if (!isReached(version) || version.row >= behind || version.lastUpdated < since) continue;
    if (at && !(version.lastUpdated < at.end && (version.until === undefined || version.until > at.start)))
      continue;
    if (page.push(version) > count) break;
  }
  return page;
}

function readPage(call: FhirCall): { query: HistoryQuery; behind: number } {
  const { query: parameters } = call.request;
  for (const name of new Set(parameters.keys())) {
    if (!PARAMETERS.includes(name))
      throw badRequest(`A history has the parameters ${PARAMETERS.slice(0, 3).join(', ')}, and no others.`);
    if (parameters.getAll(name).length > 1) throw badRequest(`${name} can be given once.`);
  }
  const instant = (name: string): DateRange | undefined => {
    const text = parameters.get(name);
    if (text === null) return undefined;
    const range = queryDate(text);
    if (!range) throw badRequest(`${name} must be a date or an instant, as in 2026-01-31T12:00:00Z.`);
    return range;
  };
  const query = {
    count: readCount(parameters.get('_count')),
    since: instant('_since')?.start ?? 0,
    at: instant('_at'),
  };
  const cursor = call.cursors.read(identityOf(call), parameters.get('page') ?? undefined);
  return { query, behind: cursor === '' ? Infinity : Number(cursor) };
}

function readCount(text: string | null): number {
  if (text === null) return MOST_COUNT;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw badRequest('_count must be a whole number from 1 on.');
  return Math.min(Number(text), MOST_COUNT);
}

const identityOf = ({ datastore, request }: FhirCall) => ({
  datastoreId: datastore.datastoreId,
  resourceType: request.path.join('/'),
  parameters: request.query,
});

function answer(call: FhirCall, found: readonly PastVersion[], { count }: HistoryQuery): FhirAnswer {
  const { endpoint, request } = call;
  const page = found.slice(0, count);
  const link = (relation: string, parameters: URLSearchParams) => {
    const query = parameters.toString();
    return { relation, url: `${endpoint}${request.path.join('/')}${query === '' ? '' : `?${query}`}` };
  };
  const links = [link('self', request.query)];
  const last = page.at(-1);
  if (last && found.length > count) {
    const next = new URLSearchParams(request.query);
    next.set('page', call.cursors.write(identityOf(call), String(last.row)));
    links.push(link('next', next));
  }
  return historyBundle(endpoint, page, links);
}
