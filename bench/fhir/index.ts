import { openValidator } from '../../local/fhir/open-validator.ts';
import type { Validator } from '../../local/fhir/validate.ts';
import { r4Folder } from '../../local/fhir/validator/r4.ts';
import { inFolder } from '../in-folder.ts';
import { interleaved, timed } from '../interleaved.ts';
import { median, report } from '../report.ts';
import { benchData } from './data.ts';
import { importHere, inWorkers } from './engines.ts';
import { eachLine, parseFile } from './passes.ts';
import type { Peer } from './peers.ts';
import { ajvPeer, medplumPeer } from './peers.ts';

const ROUNDS = 5;

/** Peers take many times as long: of every so many lines they judge one. */
const PEER_SHARE = 10;

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
    const judge = (level: 'structure-only' | 'strict') => (): Promise<number> =>
      timed(() => {
        eachLine(files, (line) => {
          validator.check(line, level);
        });
      });
    const times = await interleaved(ROUNDS, {
      parsed: () =>
        timed(async () => {
          for (const file of files) await parseFile(file);
        }),
      judged: judge('structure-only'),
      strict: judge('strict'),
      alone: () => importHere(folder, files, settings),
      worker: async () => {
        const { imported, exported } = await inWorkers(folder, files, settings);
        exports.push(exported);
        return imported;
      },
    });
    const ratio = (time: number): number => times.parsed / time;
    report(
      `FHIR, ${(bytes / 1e6).toFixed(0)} MB (${what}), bytes a second`,
      'the speed of read + split + JSON.parse',
      [
        ['parsed and validated, structure-only', ratio(times.judged)],
        ['parsed and validated, strict without profiles', ratio(times.strict)],
        ['import, one thread', ratio(times.alone)],
        ['import as shipped, from the start of its thread', ratio(times.worker)],
        ['export as shipped, from the start of its thread', ratio(median(exports))],
      ],
    );
    await peers(files, validator, load);
  });
}

/** Parse + validate by others, of a part of the lines. */
async function peers(files: readonly string[], ours: Validator, load: number): Promise<void> {
  const lines: Buffer[] = [];
  let number = 0;
  eachLine(files, (line) => {
    if (number++ % PEER_SHARE === 0) lines.push(Buffer.from(line));
  });
  const each = (use: (line: Buffer) => void): Promise<number> =>
    timed(() => {
      lines.forEach(use);
    });
  const peer = (judge: Peer) => (): Promise<number> =>
    each((line) => {
      judge(JSON.parse(line.toString('utf8')) as { resourceType: string });
    });
  const [ajv, medplum] = [await loaded(ajvPeer), await loaded(medplumPeer)];
  const times = await interleaved(3, {
    parsed: () => each((line) => JSON.parse(line.toString('utf8')) as unknown),
    ours: () =>
      each((line) => {
        ours.check(line, 'structure-only');
      }),
    ajv: peer(ajv.judge),
    medplum: peer(medplum.judge),
  });
  report(`parse + validate, every ${PEER_SHARE}th line`, 'the speed of JSON.parse', [
    ['this validator', times.parsed / times.ours],
    ['ajv 8 with HL7’s JSON Schema', times.parsed / times.ajv],
    ['@medplum/core', times.parsed / times.medplum],
  ]);
  report('from nothing to the first verdict', 'this validator', [
    ['ajv 8 with HL7’s JSON Schema', ajv.load / load],
    ['@medplum/core', medplum.load / load],
  ]);
}

/** A peer, and the milliseconds from nothing to its first verdict. */
async function loaded(make: () => Promise<Peer>): Promise<{ judge: Peer; load: number }> {
  const begun = performance.now();
  const judge = await make();
  judge(JSON.parse(ANY_LINE) as { resourceType: string });
  return { judge, load: performance.now() - begun };
}
