import { availableParallelism, loadavg } from 'node:os';
import { createWorkerThreads, openValidator, r4Folder, validateRange } from '../../../fhir/index.ts';
import { inFolder } from '../in-folder.ts';
import type { Taken } from '../interleaved.ts';
import { bothTimes, processorTime, ratios, sampled } from '../interleaved.ts';
import { median, report, reportRounds } from '../report.ts';
import { benchData } from './data.ts';
import type { InWorkers } from './engines.ts';
import { importHere, inWorkers } from './engines.ts';
import { eachLine, eachRange, parseFile } from './passes.ts';
import type { Peer } from './peers.ts';
import { PEERS } from './peers.ts';

const ROUNDS = 15;

/** What threads share, by the name of its row. */
const IN_WORKERS = [
  ['import as shipped', 'imported'],
  ['the same once more: all updates', 'again'],
  ['export as shipped', 'exported'],
] as const;

/** A first line, for the time until its verdict. */
const ANY_LINE = '{"resourceType":"Patient","id":"a","birthDate":"2000-01-01"}';

/** The validator, the import and the export of the local HealthLake beside JSON.parse of the same files, and peers. */
export async function fhirSpeed(): Promise<void> {
  await inFolder(async (folder) => {
    const { what, files, bytes } = benchData(folder);
    const settings = { r4Folder: await r4Folder(), packages: [], unknownProfiles: 'ignore' as const };
    const begun = performance.now();
    const validator = openValidator(settings);
    validator.check(Buffer.from(ANY_LINE), 'structure-only');
    const load = performance.now() - begun;
    const parsedClock: number[] = [];
    const shipped: InWorkers[] = [];
    const threads = createWorkerThreads();
    const times = await sampled(ROUNDS, {
      parsed: async () => {
        const { processors, clock } = await bothTimes(async () => {
          for (const file of files) await parseFile(file);
        });
        parsedClock.push(clock);
        return processors;
      },
      structure: () =>
        processorTime(() => {
          eachRange(files, (range) => {
            validateRange(range, validator, 'structure-only');
          });
        }),
      alone: () => importHere(folder, files, settings),
      worker: async () => {
        const round = await inWorkers(folder, files, settings, threads);
        shipped.push(round);
        return round.imported.processors;
      },
    });
    await threads.close();
    const all = (what: 'imported' | 'again' | 'exported', of: keyof Taken) =>
      shipped.map((round) => round[what][of]);
    const row = (name: string, values: readonly number[]) => [name, ratios(times.parsed, values)] as const;
    reportRounds(
      `FHIR, ${(bytes / 1e6).toFixed(0)} MB (${what}), bytes a second of processors`,
      'the speed of read + split + JSON.parse',
      [
        row('parsed and validated, structure-only', times.structure),
        row('import, one thread', times.alone),
        row('import as shipped, in its threads', times.worker),
        row('the same once more: all updates', all('again', 'processors')),
        row('export as shipped, in its thread', all('exported', 'processors')),
      ],
    );
    reportRounds(
      `the same by the clock, on ${availableParallelism()} cores of which ${loadavg()[0]?.toFixed(1) ?? '?'} were busy`,
      'the speed of read + split + JSON.parse',
      IN_WORKERS.map(([name, what]) => [name, ratios(parsedClock, all(what, 'clock'))]),
    );
    console.log(`  the store takes ${(shipped.at(-1)?.diskShare ?? NaN).toFixed(2)} of the bytes imported`);
    await peers(files, median(times.parsed), load);
  });
}

/** Parse + validate by others: once, for they take long. */
async function peers(files: readonly string[], parsed: number, load: number): Promise<void> {
  const speeds: [string, number][] = [];
  const loads: [string, number][] = [];
  for (const [name, make] of Object.entries(PEERS)) {
    const peer = await loaded(make);
    const time = await processorTime(() => {
      eachLine(files, (line) => {
        peer.validate(JSON.parse(line.toString('utf8')) as { resourceType: string });
      });
    });
    speeds.push([name, parsed / time]);
    loads.push([name, peer.load / load]);
  }
  report('peers: parsed and validated', 'the speed of read + split + JSON.parse', speeds);
  report('from nothing to the first verdict', 'the time of this validator', loads);
  console.log(`  this validator gave its first verdict after ${load.toFixed(0)} ms here`);
}

/** A peer, and the milliseconds from nothing to its first verdict. */
async function loaded(make: () => Promise<Peer>): Promise<{ validate: Peer; load: number }> {
  const begun = performance.now();
  const validate = await make();
  validate(JSON.parse(ANY_LINE) as { resourceType: string });
  return { validate, load: performance.now() - begun };
}
