import type { HealthLakeClient } from '@aws-sdk/client-healthlake';
import { ListTagsForResourceCommand, TagResourceCommand } from '@aws-sdk/client-healthlake';
import { nameOf } from '../../errors/index.ts';
import type { EventAddress, EventEntry } from '../../events/index.ts';
import { dataStoreTagsDrifted, routeTagRefused } from '../../events/index.ts';
import type { Ledger, StoreTags, TagRoute, ToldFact } from '../ledger/index.ts';
import { putStoreTags, putTagRoutes, storeTags } from '../ledger/index.ts';
import type { EventSender } from '../publish/index.ts';
import type { Tags } from './judge-tags.ts';
import { judgeTags } from './judge-tags.ts';
import { ROUTE_TAG, routesOfTags } from './routes-of-tags.ts';

export interface TagDeps {
  ledger: Ledger;
  healthLake: HealthLakeClient;
  sendEvents: EventSender;
  /** Where events about a data store go; its first resource is the store's ARN. */
  addressOf: (datastoreId: string) => EventAddress;
  /** Data stores that the stage names: required tags are kept on these. */
  stores: readonly string[];
  requiredTags: Tags;
  repairTags: boolean;
  /** Data stores whose tag may make a route. */
  routeStores: readonly string[];
  /** Prefixes of the configuration's routes. */
  configuredPrefixes: ReadonlySet<string>;
  /** How old what was read may become. */
  everySeconds: number;
  now: () => number;
}

/** What a run did, for its log lines and metrics. */
export interface TagReport {
  /** Calls of ListTagsForResource. */
  read: number;
  /** Tags that were set, put back ones included. */
  tagged: number;
  drifted: string[];
  refused: string[];
  /** Stores that could not be read or tagged, with the error's name. */
  failed: { datastoreId: string; errorName: string }[];
  routes: number;
}

/**
 * Reads the tags of each data store whose last reading is old, sets required ones that are missing, tells what drifted and
 * which tags make no route, and keeps the routes that tags make. Nothing is called where no store is due.
 *
 * There is no transaction over HealthLake, bus and ledger. The row with a new fact, not told yet, is written first; then the
 * event leaves, whose eventId comes from that row; then the row says that it is told. A run that dies in between tells the
 * same fact again with the same eventId.
 */
export async function keepTags(deps: TagDeps): Promise<TagReport> {
  const report: TagReport = { read: 0, tagged: 0, drifted: [], refused: [], failed: [], routes: 0 };
  const stores = [...new Set([...deps.stores, ...deps.routeStores])];
  const known = await storeTags(deps.ledger, stores);
  const due = stores.filter((id) => isDue(known.get(id), deps));

  const rows = new Map(known);
  for (const datastoreId of due) {
    try {
      await readStore(datastoreId, rows, deps, report);
    } catch (error) {
      report.failed.push({ datastoreId, errorName: nameOf(error) });
      // One that cannot be read is asked no more often than the others.
      const row = rows.get(datastoreId) ?? { datastoreId, readAt: 0, drift: NOTHING, refusal: NOTHING };
      rows.set(datastoreId, { ...row, readAt: deps.now() });
      await putStoreTags(deps.ledger, { ...row, readAt: deps.now() });
    }
  }
  if (due.length > 0) report.routes = (await keepRoutes(rows, deps)).length;
  for (const row of rows.values()) await tell(row, deps, report);
  return report;
}

const isDue = (row: StoreTags | undefined, { everySeconds, now }: TagDeps): boolean =>
  !row || row.readAt + everySeconds * 1000 <= now();

async function readStore(
  datastoreId: string,
  rows: Map<string, StoreTags>,
  deps: TagDeps,
  report: TagReport,
): Promise<void> {
  const before = rows.get(datastoreId);
  const [ResourceARN] = deps.addressOf(datastoreId).resources;
  report.read += 1;
  const { Tags: list = [] } = await deps.healthLake.send(new ListTagsForResourceCommand({ ResourceARN }));
  const actual = Object.fromEntries(list.map(({ Key = '', Value = '' }) => [Key, Value]));
  const required = deps.stores.includes(datastoreId) ? deps.requiredTags : {};
  const { missing, drifted } = judgeTags(required, actual);
  const fact = JSON.stringify(drifted.map((key) => [key, actual[key]]));
  const row: StoreTags = {
    datastoreId,
    readAt: deps.now(),
    ...(deps.routeStores.includes(datastoreId) &&
      actual[ROUTE_TAG] !== undefined && { route: actual[ROUTE_TAG] }),
    drift: nextFact(before?.drift, drifted.length === 0 ? '' : fact),
    refusal: before?.refusal ?? NOTHING,
  };
  // Before anything is put back: a run that dies after it would find nothing that drifted.
  await putStoreTags(deps.ledger, row);
  rows.set(datastoreId, row);

  const toSet = { ...missing, ...(deps.repairTags && pick(required, drifted)) };
  const Tags = Object.entries(toSet).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await deps.healthLake.send(new TagResourceCommand({ ResourceARN, Tags }));
  report.tagged += Tags.length;
}

const NOTHING: ToldFact = { fact: '', sequence: 0, told: true };

/** The same fact is told once; nothing to tell is told already. */
function nextFact(before: ToldFact = NOTHING, fact: string): ToldFact {
  if (fact === before.fact) return before;
  if (fact === '') return before.told ? { fact, sequence: before.sequence, told: true } : before;
  return { fact, sequence: before.sequence + 1, told: false };
}

const pick = (tags: Tags, keys: readonly string[]): Tags =>
  Object.fromEntries(keys.map((key) => [key, tags[key] ?? '']));

/** The routes of all stores, and in their rows which of them are refused. */
async function keepRoutes(rows: Map<string, StoreTags>, deps: TagDeps): Promise<TagRoute[]> {
  const tags = new Map(
    [...rows.values()].flatMap(({ datastoreId, route }): [string, string][] =>
      route === undefined || !deps.routeStores.includes(datastoreId) ? [] : [[datastoreId, route]],
    ),
  );
  const { routes, refused } = routesOfTags(tags, deps.configuredPrefixes);
  for (const [datastoreId, row] of rows) {
    const refusal = refused.find((one) => one.datastoreId === datastoreId);
    const next = nextFact(
      row.refusal,
      refusal ? JSON.stringify([refusal.reason, tags.get(datastoreId), refusal.otherDatastoreIds]) : '',
    );
    if (next === row.refusal) continue;
    rows.set(datastoreId, { ...row, refusal: next });
    await putStoreTags(deps.ledger, { ...row, refusal: next });
  }
  await putTagRoutes(deps.ledger, routes);
  return routes;
}

async function tell(row: StoreTags, deps: TagDeps, report: TagReport): Promise<void> {
  const { datastoreId, drift, refusal } = row;
  const about = { datastoreId, observedAt: new Date(row.readAt).toISOString() };
  const address = deps.addressOf(datastoreId);
  const entries: EventEntry[] = [];
  if (!drift.told) {
    const keys = (JSON.parse(drift.fact) as [string, string][]).map(([key]) => key);
    entries.push(
      dataStoreTagsDrifted({ ...about, sequence: drift.sequence, keys, repaired: deps.repairTags }, address),
    );
    report.drifted.push(datastoreId);
  }
  if (!refusal.told) {
    const [reason, , otherDatastoreIds] = JSON.parse(refusal.fact) as [
      'configured-route' | 'same-prefix' | 'not-a-prefix',
      string,
      string[],
    ];
    entries.push(
      routeTagRefused({ ...about, sequence: refusal.sequence, reason, otherDatastoreIds }, address),
    );
    report.refused.push(datastoreId);
  }
  if (entries.length === 0) return;
  const wasPutBack = deps.repairTags && !report.failed.some((store) => store.datastoreId === datastoreId);
  const unsent = await deps.sendEvents(entries);
  if (unsent.size > 0) return;
  await putStoreTags(deps.ledger, {
    ...row,
    // What was put back may be changed again to the very same: that is another change then.
    drift: { ...drift, ...(wasPutBack && { fact: '' }), told: true },
    refusal: { ...refusal, told: true },
  });
}
