import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createWorkerThreads, r4Folder, typeNumber } from '../../../fhir/index.ts';
import { createFhirEndpoint } from '../../../local/fhir-server/index.ts';
import type { HealthLake } from '../../../local/healthlake/index.ts';
import { INDEX_FILE, openSearchIndex, openStore } from '../../../local/healthlake/index.ts';
import { inFolder } from '../in-folder.ts';
import { processorTime, sampled } from '../interleaved.ts';
import { median, report, reportRounds } from '../report.ts';
import { resourceAt, somePatient } from './data.ts';

/** Without an option: what the full run has. */
export const RESOURCES = 1_000_000;

const ROUNDS = 15;
const DATASTORE = 'b'.repeat(32);
const ENDPOINT = `http://127.0.0.1/datastore/${DATASTORE}/r4/`;
/** Resources of one transaction, as an import has. */
const BATCH = 4_096;

/** Searches as applications ask them. */
const queries = (patient: string): readonly string[] => [
  `Patient?_id=${patient}`,
  `Patient?identifier=urn:mrn|${patient.slice(1)}`,
  'Patient?family=Berg5&birthdate=ge1950',
  `Observation?patient=${patient}`,
  `Observation?patient=${patient}&code=http://loinc.org|8867-4`,
  `Observation?patient=${patient}&date=ge2025-06&_sort=-date`,
  'Observation?code=http://loinc.org|8867-4',
  'Observation?status=final&category=laboratory',
  `Encounter?patient=${patient}&_include=Encounter:patient`,
  `Observation?patient.identifier=urn:mrn|${patient.slice(1)}&category=vital-signs`,
];

/** First pages of usual searches beside SQLite reading as many rows by their keys, and what it takes until all is searchable. */
export async function searchSpeed(resources = RESOURCES): Promise<void> {
  await inFolder(async (folder) => {
    const store = openStore(folder);
    const keyed = new DatabaseSync(join(folder, 'keyed.sqlite'));
    keyed.exec(
      'PRAGMA journal_mode = WAL; CREATE TABLE bodies (id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT, WITHOUT ROWID',
    );
    let bytes = 0;
    const parsed = await processorTime(() => {
      for (let at = 0; at < resources; at++) {
        const { body } = resourceAt(at);
        bytes += body.length;
        JSON.parse(body.toString('utf8'));
      }
    });
    fill(store, keyed, resources);
    const threads = createWorkerThreads();
    const troubles: unknown[] = [];
    const index = openSearchIndex({
      stateFolder: folder,
      r4Folder: await r4Folder(),
      store,
      threads,
      onTrouble: (error) => troubles.push(error),
    });
    const begun = performance.now();
    const indexed = await processorTime(async () => {
      index.catchUp();
      await index.settled();
    });
    const seconds = (performance.now() - begun) / 1000;
    if (troubles.length > 0 || index.mark() < index.lastRow())
      throw new Error(troubles.map(String).join('; '));
    const onDisk = readdirSync(folder)
      .filter((name) => name.startsWith(INDEX_FILE))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    report(
      `${resources} resources until they are searchable (${seconds.toFixed(1)} s)`,
      'making and parsing them, of processors',
      [
        ['time of processors', indexed / parsed],
        ['bytes of the index to those of the resources', onDisk / bytes],
      ],
    );
    const ask = asking(store, index);
    const read = keyed.prepare('SELECT body FROM bodies WHERE id = ?');
    const rows: [string, number[]][] = [];
    for (const query of queries(somePatient(resources))) {
      const ids = await ask(query);
      // One that found nothing would be measured beside nothing.
      const keys = ids.length > 0 ? ids : [somePatient(resources)];
      const times = await sampled(ROUNDS, {
        keys: () => repeated(() => keys.map((id) => read.get(id))),
        search: () => repeated(() => ask(query)),
      });
      rows.push([`${query} (${ids.length})`, times.search.map((time, at) => time / (times.keys[at] ?? NaN))]);
    }
    reportRounds('First page of a search', 'reading as many rows by their keys, of processors', rows);
    report('The median search', 'the same', [['', median(rows.map(([, values]) => median(values)))]]);
    await index.close();
    store.close();
    keyed.close();
    await threads.close();
  });
}

/** Often enough to be measured. */
const repeated = (work: () => unknown): Promise<number> =>
  processorTime(async () => {
    for (let at = 0; at < 20; at++) await work();
  });

function fill(store: ReturnType<typeof openStore>, keyed: DatabaseSync, resources: number): void {
  const add = keyed.prepare('INSERT INTO bodies VALUES (?, ?)');
  for (let from = 0; from < resources; from += BATCH) {
    keyed.exec('BEGIN');
    store.atomically(() => {
      const number = store.storeNumber(DATASTORE);
      for (let at = from; at < Math.min(from + BATCH, resources); at++) {
        const { type, id, body } = resourceAt(at);
        store.upsert(number, typeNumber(type) ?? 0, id, body, Date.now());
        add.run(id, body);
      }
    });
    keyed.exec('COMMIT');
  }
}

/** Asks the endpoint, without a socket between. @returns the ids that it answers */
function asking(
  store: ReturnType<typeof openStore>,
  index: ReturnType<typeof openSearchIndex>,
): (query: string) => Promise<string[]> {
  const datastore = { datastoreId: DATASTORE, arn: 'arn', status: 'ACTIVE', setup: {}, createdAt: 0 };
  const endpoint = createFhirEndpoint({
    healthLake: {
      store,
      searchIndex: () => Promise.resolve(index),
      dataStores: { find: () => datastore, endpointOf: () => ENDPOINT, settings: () => ({}) },
    } as unknown as Pick<HealthLake, 'store' | 'searchIndex' | 'dataStores'>,
    clock: { now: Date.now },
    authorize: () => undefined,
    invokeFunction: () => Promise.reject(new Error('No token is sent.')),
    onTrouble(error) {
      throw error;
    },
  });
  return async (query) => {
    const incoming = new IncomingMessage(new Socket());
    incoming.method = 'GET';
    incoming.url = `/datastore/${DATASTORE}/r4/${query}`;
    incoming.headers = {
      authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/healthlake/aws4_request',
    };
    incoming.push(null);
    const response = new ServerResponse(incoming);
    let body: Buffer = Buffer.alloc(0);
    response.end = ((chunk: Buffer) => {
      body = chunk;
      return response;
    }) as typeof response.end;
    await endpoint(incoming, response, { caller: { kind: 'account' }, requestId: 'bench' } as never);
    if (response.statusCode !== 200) throw new Error(body.toString('utf8'));
    return [...body.toString('latin1').matchAll(/"fullUrl":"[^"]*\/([^"/]+)"/g)].map(([, id = '']) => id);
  };
}
