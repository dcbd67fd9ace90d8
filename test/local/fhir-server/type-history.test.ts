import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { typeNumber } from '../../../fhir/r4/resource-types.ts';
import type { FhirCall } from '../../../local/fhir-server/fhir-call.ts';
import { typeHistory } from '../../../local/fhir-server/interactions/history.ts';
import { resourceVersions } from '../../../local/healthlake/store/resource-versions.ts';
import type { FhirStore } from '../../../local/healthlake/store/store.ts';
import { openStore } from '../../../local/healthlake/store/store.ts';
import { temporaryFolder } from '../../support/cloud.ts';

const DATASTORE = 'd'.repeat(32);
/** More than are looked at in one piece. */
const RESOURCES = 1201;

let store: FhirStore;
let stop: () => Promise<void>;
let bodiesRead: number;
/** Where the versions lie, in the order of their writes. */
let written: string[];

beforeEach(async () => {
  const { folder, remove } = await temporaryFolder();
  store = openStore(folder);
  stop = () => {
    store.close();
    return remove();
  };
  written = [];
  store.atomically(() => {
    // All ids twice, in orders that are not that of the ids: a page has resources of all pieces.
    for (const step of [7, 11])
      for (let at = 0; at < RESOURCES; at++) {
        const id = `g${(at * step) % RESOURCES}`;
        const body = Buffer.from(JSON.stringify({ resourceType: 'Group', id, quantity: at }));
        store.upsert(store.storeNumber(DATASTORE), typeNumber('Group') ?? 0, id, body, 1000);
        written.push(`Group/${id}/_history/${step === 7 ? 1 : 2}`);
      }
  });
});
afterEach(() => stop());

/** A page of the history of all groups. */
function pageOf(query: string, reach: unknown = 'everything') {
  bodiesRead = 0;
  const counting = {
    ...store,
    bodyAt(place: Parameters<FhirStore['bodyAt']>[0]) {
      bodiesRead++;
      return store.bodyAt(place);
    },
  };
  const call = {
    datastore: { datastoreId: DATASTORE },
    endpoint: 'http://localhost/',
    resourceType: 'Group',
    versions: resourceVersions(counting),
    request: { path: ['Group', '_history'], query: new URLSearchParams(query) },
    reach,
  } as unknown as FhirCall;
  const running = typeHistory(call);
  let step = running.next();
  while (step.done !== true) step = running.next();
  const bundle = JSON.parse(String(step.value.body)) as {
    link: { relation: string; url: string }[];
    entry: { response: { location: string } }[];
  };
  const next = bundle.link.find(({ relation }) => relation === 'next')?.url;
  return {
    found: bundle.entry.map(({ response }) => response.location),
    next: next === undefined ? undefined : new URL(next).search,
  };
}

test('the pages of the history of many resources have each version once, the newest first', () => {
  const found: string[] = [];
  for (let query: string | undefined = '_count=100'; query !== undefined;) {
    const page = pageOf(query);
    found.push(...page.found);
    expect(bodiesRead).toBe(page.found.length);
    query = page.next;
  }
  expect(found).toEqual(written.toReversed());
});

test('what cannot come into a page any more is not read, also where each version is asked whether it is within reach', () => {
  const { found } = pageOf('_count=3', { meets: ({ content }: { content: () => unknown }) => !!content() });
  expect(found).toEqual(written.slice(-3).reverse());
  expect(bodiesRead).toBeLessThan(RESOURCES / 10);
});
