import { createWorkerThreads, openValidator, r4Folder, validateRange } from '../../../fhir/index.ts';
import { inFolder } from '../in-folder.ts';
import { processorTime, ratios, sampled } from '../interleaved.ts';
import { median, report, reportRounds } from '../report.ts';
import { benchData } from './data.ts';
import { importHere, inWorkers } from './engines.ts';
import { eachLine, eachRange, parseFile } from './passes.ts';
import type { Peer } from './peers.ts';
import { PEERS } from './peers.ts';

const ROUNDS = 15;

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
    const exports: number[] = [];
    const again: number[] = [];
    let disk = 0;
    const threads = createWorkerThreads();
    const times = await sampled(ROUNDS, {
      parsed: () =>
        processorTime(async () => {
          for (const file of files) await parseFile(file);
        }),
      structure: () =>
        processorTime(() => {
          eachRange(files, (range) => {
            validateRange(range, validator, 'structure-only');
          });
        }),
      alone: () => importHere(folder, files, settings),
      worker: async () => {
        const shipped = await inWorkers(folder, files, settings, threads);
        exports.push(shipped.exported);
        again.push(shipped.again);
        disk = shipped.diskShare;
        return shipped.imported;
      },
    });
    await threads.close();
    const row = (name: string, values: readonly number[]) => [name, ratios(times.parsed, values)] as const;
    reportRounds(
      `FHIR, ${(bytes / 1e6).toFixed(0)} MB (${what}), bytes a second of processors`,
      'the speed of read + split + JSON.parse',
      [
        row('parsed and validated, structure-only', times.structure),
        row('import, one thread', times.alone),
        row('import as shipped, in its threads', times.worker),
        row('the same once more: all updates', again),
        row('export as shipped, in its thread', exports),
      ],
    );
    console.log(`  the store takes ${disk.toFixed(2)} of the bytes imported`);
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
