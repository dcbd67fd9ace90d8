// A process of its own for the tests that kill it: node write-until-killed.ts <state folder> <first stamp>
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { NO_LINES } from '../../../../fhir/validate/validate-range.ts';
import { FhirError } from '../../../../local/fhir-server/http/fhir-error.ts';
import { settledTogether } from '../../../../local/fhir-server/writes-together.ts';
import { EMPTY_CHECKPOINT, importFiles } from '../../../../local/healthlake/imports/import-files.ts';
import { lineBatch } from '../../../../local/healthlake/imports/line-batch.ts';
import { openResultFiles } from '../../../../local/healthlake/imports/result-files.ts';
import { resourceVersions } from '../../../../local/healthlake/store/resource-versions.ts';
import { openStore } from '../../../../local/healthlake/store/store.ts';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';

/** Every write has a stamp of its own, which rises; what is committed is told on standard output: "id stamp", or "id stamp deleted". */
const [stateFolder = '', first = '0'] = process.argv.slice(2);
const DATASTORE = 'd';
const PATIENT = typeNumber('Patient') ?? -1;
const IDS = 60;
let stamp = Number(first);

const store = openStore(stateFolder);
store.sweep();
const versions = resourceVersions(store);
const importing = openStore(stateFolder, { writer: 'import' });
const files = importFiles(importing.database);
const results = openResultFiles(stateFolder, 1, EMPTY_CHECKPOINT);
const storeNumber = importing.storeNumber(DATASTORE);
const target = { store: importing, files, results, jobId: 'job', storeNumber, ordinal: 1, source: 'x' };
const batch = lineBatch(target, EMPTY_CHECKPOINT);

const some = (most: number): number => Math.floor(Math.random() * most);
const anyId = (): string => `p${some(IDS)}`;
const bodyOf = (id: string): string =>
  `{"resourceType":"Patient","id":"${id}","extension":[{"url":"x","valueInteger":${++stamp}}],"language":"${'x'.repeat(some(3000))}"}`;
const tell = (committed: readonly string[]): void => {
  writeSync(1, committed.map((text) => `${text}\n`).join(''));
};

/** A range of an import, with lines between them that are refused. */
function importSome(): void {
  const ids: string[] = [];
  const told: string[] = [];
  const places: number[] = [];
  let text = '';
  for (let line = 1; line <= 1 + some(200); line++) {
    if (some(5) === 0) text += `refused ${'y'.repeat(some(500))}\n`;
    const id = anyId();
    const start = text.length;
    text += bodyOf(id);
    places.push(start, text.length, PATIENT, line, 0);
    text += some(3) === 0 ? '\r\n' : '\n';
    ids.push(id);
    told.push(`${id} ${stamp}`);
  }
  const range = { memory: Buffer.from(text), places: Uint32Array.from(places), ids: ids.join('\n') };
  batch.take({ ...NO_LINES, ...range, lines: ids.length, scanned: ids.length });
  if (some(3) > 0) return void (waiting = [...waiting, ...told]);
  batch.commit(Date.now);
  tell([...waiting, ...told]);
  waiting = [];
}
let waiting: string[] = [];

function put(): string {
  const id = anyId();
  versions.write(DATASTORE, 'Patient', id, Buffer.from(bodyOf(id)), Date.now());
  return `${id} ${stamp}`;
}

function remove(): string[] {
  const id = anyId();
  const newest = versions.newest(DATASTORE, 'Patient', id);
  if (!newest || newest.body.length === 0) return [];
  versions.remove(DATASTORE, 'Patient', id, Date.now());
  return [`${id} ${++stamp} deleted`];
}

/** A bundle: some entries fail and leave nothing, or all do. */
function bundle(): string[] {
  const told: string[] = [];
  try {
    versions.atomically(() => {
      for (let entry = some(5); entry >= 0; entry--) {
        try {
          const written: string[] = [];
          versions.atomically(() => {
            written.push(put());
            if (some(3) === 0) throw new Error('an entry fails');
          });
          told.push(...written);
        } catch {
          // The next entry is tried.
        }
      }
      if (some(3) === 0) throw new Error('the bundle fails');
    });
    return told;
  } catch {
    return [];
  }
}

/** Requests that wait at once: some are refused, the others share a transaction. */
function together(): string[] {
  const works = Array.from({ length: 2 + some(6) }, () => () => {
    const written = put();
    if (some(4) === 0) throw new FhirError(412, 'conflict', 'Refused.');
    return written;
  });
  const results = settledTogether(versions.atomically, works);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

writeSync(1, `begun ${join(stateFolder)}\n`);
for (;;) {
  importSome();
  // Requests that came while lines wait to be committed come first.
  tell(bundle());
  tell(together());
  tell([put()]);
  tell(remove());
}
