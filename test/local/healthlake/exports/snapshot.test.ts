import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { numbers } from '../../fhir-server/model/walk.ts';
import type { FhirBeside } from '../fhir-beside.ts';
import { fhirBeside } from '../fhir-beside.ts';
import type { Running } from '../running.ts';
import { KEY, ROLE, startHealthLake } from '../running.ts';

/*
 * What is written while an export runs, by the FHIR endpoint and by an import, is in it as it was at one instant: that of the answer's transactionTime.
 */
let running: Running;
let fhir: FhirBeside;
beforeEach(async () => {
  // Jobs begin by themselves, and side by side.
  running = await startHealthLake({ isTimeReal: true, settings: { submittedMs: 1 } });
  fhir = await fhirBeside(running);
});
afterEach(async () => {
  await fhir.close();
  await running.stop();
});

interface Stored {
  id: string;
  meta: { versionId: string; lastUpdated: string };
}
/** What a client knows of a write: versions by id, undefined for a deletion. */
type Written = ReadonlyMap<string, { version: string; time: number } | undefined>;

const patient = (id: string) => ({ resourceType: 'Patient', id, active: true, language: 'x'.repeat(900) });
const known = ({ meta }: Stored) => ({ version: meta.versionId, time: Date.parse(meta.lastUpdated) });

/** A write of one of forty patients, or of three at once. */
async function writeOne(some: (limit: number) => number): Promise<Written> {
  const id = `p${some(40)}`;
  const kind = some(10);
  if (kind < 2) {
    const { status } = await fhir.send(`Patient/${id}`, 'DELETE');
    return status === 404 ? new Map() : new Map([[id, undefined]]);
  }
  if (kind < 7) return new Map([[id, known(await fhir.send<Stored>(`Patient/${id}`, 'PUT', patient(id)))]]);
  const entry = [id, `q${some(40)}`, `r${some(40)}`].map((each) => ({
    resource: patient(each),
    request: { method: 'PUT', url: `Patient/${each}` },
  }));
  const bundle = { resourceType: 'Bundle', type: 'transaction', entry };
  const answer = await fhir.send<{ entry: { resource: Stored }[] }>('', 'POST', bundle);
  return new Map(answer.entry.map(({ resource }) => [resource.id, known(resource)]));
}

/** What is there after some writes. */
function stateOf(log: readonly Written[]): Record<string, string> {
  const state = new Map<string, string>();
  for (const written of log)
    for (const [id, now] of written) {
      if (now) state.set(id, now.version);
      else state.delete(id);
    }
  return Object.fromEntries([...state].sort(([one], [other]) => (one < other ? -1 : 1)));
}

const OUTPUT = {
  DataAccessRoleArn: ROLE,
  OutputDataConfig: { S3Configuration: { S3Uri: 's3://results/exports', KmsKeyId: KEY } },
};
const HALF = 10_000;
const IMPORTED = 3 * HALF;
const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => `{"resourceType":"Patient","id":"i${from + at}"}\n`).join('');

test.each([1, 2])(
  'an export is the data store at one instant, whatever is written meanwhile (seed %i)',
  async (seed) => {
    const some = numbers(seed);
    const log: Written[] = [];
    for (let at = 0; at < 60; at++) log.push(await writeOne(some));
    for (const [file, from, to] of [
      ['a', 0, HALF],
      ['b', HALF, IMPORTED],
    ] as const)
      running.s3.put(`s3://inbox/drop/${file}.ndjson`, linesOf(from, to));
    running.healthlake.configure({ stallAfterFiles: 1 });
    await running.startImport({ ValidationLevel: 'structure-only' });
    while (!running.healthlake.progress().some(({ resources }) => resources >= HALF))
      log.push(await writeOne(some));
    running.healthlake.configure({ stallAfterFiles: 0 });
    const started = await fhir.send('$export', 'POST', OUTPUT, { prefer: 'respond-async' });
    const before = log.length;
    const follow = () => fhir.send<{ transactionTime: string; output: { url: string }[] }>(started.location);
    let ended = await follow();
    for (; ended.status === 202; ended = await follow()) log.push(await writeOne(some));

    const instant = Date.parse(ended.transactionTime);
    const lines = ended.output.flatMap(({ url }) => running.s3.text(url).trim().split('\n'));
    const exported = lines.map((line) => JSON.parse(line) as Stored);
    expect(new Set(exported.map(({ id }) => id)).size).toBe(exported.length);

    const versions = (which: (stored: Stored) => boolean): Record<string, string> =>
      Object.fromEntries(
        exported
          .filter(which)
          .map(({ id, meta }): [string, string] => [id, meta.versionId])
          .sort(([one], [other]) => (one < other ? -1 : 1)),
      );
    const written = JSON.stringify(versions(({ id }) => !id.startsWith('i')));
    const at = log.findIndex(
      (_, index) => index + 1 >= before && JSON.stringify(stateOf(log.slice(0, index + 1))) === written,
    );
    expect(at).toBeGreaterThanOrEqual(0);
    const imported = exported.filter(({ id }) => id.startsWith('i')).map(({ id }) => Number(id.slice(1)));
    expect(imported.length).toBeGreaterThanOrEqual(HALF);
    expect(imported).toEqual(imported.map((_, index) => index));

    // By the times alone, as a client would go on with _since.
    expect(exported.filter(({ meta }) => Date.parse(meta.lastUpdated) > instant)).toEqual([]);
    const later = log.slice(at + 1).flatMap((each) => [...each.values()]);
    expect(later.filter((now) => now && now.time < instant)).toEqual([]);
    while (running.healthlake.jobs().some(({ status }) => status !== 'COMPLETED'))
      await new Promise((resolve) => setTimeout(resolve, 5));
    const { store } = running.healthlake;
    const timeOf = (index: number): number =>
      store.read(running.datastoreId, 'Patient', `i${index}`)?.lastUpdated ?? 0;
    const behind = Array.from({ length: IMPORTED - imported.length }, (_, index) =>
      timeOf(imported.length + index),
    );
    expect(behind.filter((time) => time < instant)).toEqual([]);
  },
);
