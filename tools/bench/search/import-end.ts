import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createWorkerThreads, r4Folder } from '../../../fhir/index.ts';
import { INDEX_FILE, searchIndexOpener } from '../../../local/healthlake/index.ts';
import { benchData } from '../fhir/data.ts';
import { importer, inState } from '../fhir/engines.ts';
import { inFolder } from '../in-folder.ts';
import type { Taken } from '../interleaved.ts';
import { bothTimes, sampled } from '../interleaved.ts';
import { reportRounds } from '../report.ts';

const ROUNDS = 3;

/** What an import takes to its job's end, and until it is searchable. */
interface Ends {
  /** The first job, and a second of the same files that begins as soon as that has ended: its index is not whole then. */
  first: Taken;
  second: Taken;
  /** From the second job's end on. */
  searchable?: Taken;
  indexBytes?: number;
}

/** The end of an import with an index behind it, beside the same without; and what it takes until all of it can be searched. */
export async function importEnds(): Promise<void> {
  await inFolder(async (folder) => {
    const { what, files, bytes } = benchData(folder);
    const settings = { r4Folder: await r4Folder(), packages: [], unknownProfiles: 'ignore' as const };
    const threads = createWorkerThreads();
    const twoJobs = async (isIndexed: boolean): Promise<Ends> => {
      // Threads that had nothing to do for a while are ended: all measurements begin with warm ones.
      await inState(folder, async (state) => {
        const { store, run } = importer(state, files, settings, threads);
        await run('warm');
        store.close();
      });
      return inState(folder, async (state) => {
        const { store, run } = importer(state, files, settings, threads);
        const opener = searchIndexOpener({
          stateFolder: state,
          store,
          threads,
          onTrouble(error) {
            throw error;
          },
        });
        if (isIndexed) await opener.open();
        const importing = isIndexed ? opener.behind(run) : run;
        const first = await bothTimes(() => importing('first'));
        const second = await bothTimes(() => importing('second'));
        if (!isIndexed) {
          store.close();
          return { first, second };
        }
        const index = await opener.open();
        const searchable = await bothTimes(async () => {
          index.catchUp();
          await index.settled();
        });
        await opener.close();
        store.close();
        const indexBytes = readdirSync(state)
          .filter((name) => name.startsWith(INDEX_FILE))
          .reduce((sum, name) => sum + statSync(join(state, name)).size, 0);
        return { first, second, searchable, indexBytes };
      });
    };
    const [off, on]: [Ends[], Ends[]] = [[], []];
    await sampled(ROUNDS, {
      off: async () => off.push(await twoJobs(false)),
      on: async () => on.push(await twoJobs(true)),
    });
    await threads.close();
    const beside = (which: 'first' | 'second', of: keyof Taken) =>
      on.map((each, round) => each[which][of] / (off[round]?.[which][of] ?? NaN));
    reportRounds(
      `An import of ${(bytes / 1e6).toFixed(0)} MB (${what}) to its job's end, an index behind it`,
      'the same without an index',
      [
        ['of processors', beside('first', 'processors')],
        ['by the clock', beside('first', 'clock')],
        [
          'a second job at once, of processors (a batch of the first is being indexed)',
          beside('second', 'processors'),
        ],
        ['the same by the clock', beside('second', 'clock')],
      ],
    );
    reportRounds('Until what was imported twice is searchable', 'both imports without an index', [
      [
        'of processors',
        on.map(({ searchable }, round) => {
          const { first, second } = off[round] ?? {};
          return (searchable?.processors ?? NaN) / ((first?.processors ?? NaN) + (second?.processors ?? NaN));
        }),
      ],
    ]);
    console.log(
      `  the index takes ${((on.at(-1)?.indexBytes ?? NaN) / bytes).toFixed(2)} of the bytes imported`,
    );
  });
}
