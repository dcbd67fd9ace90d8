import { createWorkerThreads } from '../../../fhir/index.ts';
import { inFolder } from '../in-folder.ts';
import { processorTime, sampled } from '../interleaved.ts';
import { median, report, reportRounds } from '../report.ts';
import { asking, endpointOver, keysIn } from './ask.ts';
import type { BuiltStore } from './build.ts';
import { buildStore } from './build.ts';
import { QUERIES, patientsAmong } from './data.ts';
import { requestSpeed } from './requests.ts';

/** Without an option: what the full run has. */
const RESOURCES = 1_000_000;

const ROUNDS = 15;
/** Patients that a round asks for. */
const PATIENTS = 20;

/** First pages of usual searches beside SQLite reading as many rows by their keys, and what it takes until all is searchable. */
export async function searchSpeed(resources = RESOURCES): Promise<void> {
  await inFolder(async (folder) => {
    const threads = createWorkerThreads();
    const built = await buildStore(folder, resources, threads);
    const { parsing, indexing, indexingClock, bytes, indexBytes } = built;
    report(
      `${resources} resources until they are searchable (${(indexingClock / 1000).toFixed(1)} s)`,
      'making and parsing them, of processors',
      [
        ['time of processors', indexing / parsing],
        ['bytes of the index to those of the resources', indexBytes / bytes],
      ],
    );
    await firstPages(built, resources);
    await requestSpeed(endpointOver(built), patientsAmong(resources));
    await built.close();
    await threads.close();
  });
}

async function firstPages(built: BuiltStore, resources: number): Promise<void> {
  const ask = asking(endpointOver(built));
  const read = built.keyed.prepare('SELECT body FROM bodies WHERE id = ?');
  const patients = patientsAmong(resources);
  const rows: [string, number[]][] = [];
  for (const query of QUERIES) {
    // Others in each round, far from each other: nothing is in memory because it was asked for before.
    const queries = Array.from({ length: ROUNDS }, (_, round) =>
      Array.from({ length: PATIENTS }, (__, at) => query(((round * PATIENTS + at) * 7919) % patients)),
    );
    const keys: string[][] = [];
    for (const each of queries.flat()) keys.push(keysIn(await ask(each)));
    const found = keys.map(({ length }) => length);
    let [asked, looked] = [0, 0];
    const times = await sampled(ROUNDS, {
      keys: () => {
        const those = keys.slice(looked, (looked += PATIENTS));
        return processorTime(() => {
          for (const each of those) for (const key of each) read.get(key);
        });
      },
      search: () => {
        const those = queries[asked++] ?? [];
        return processorTime(async () => {
          for (const each of those) await ask(each);
        });
      },
    });
    rows.push([
      `${query(1)} (${median(found)})`,
      times.search.map((time, at) => time / (times.keys[at] ?? NaN)),
    ]);
  }
  reportRounds('First page of a search', 'reading as many rows by their keys, of processors', rows);
  report('The median search', 'the same', [['', median(rows.map(([, values]) => median(values)))]]);
}
