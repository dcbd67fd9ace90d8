import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ValidationLevel } from '../../../fhir/index.ts';
import { openValidator, r4Folder, validateRange } from '../../../fhir/index.ts';
import { MUTATIONS, mutated } from '../../../test/fhir/mutations.ts';
import { PROJECT } from '../../build/index.ts';
import { outputOfNode } from '../child-process.ts';
import { inFolder } from '../in-folder.ts';
import { ratios, sampled } from '../interleaved.ts';
import { reportRounds } from '../report.ts';
import { benchData } from './data.ts';
import { eachRange, parseFile } from './passes.ts';

const ROUNDS = 15;

/** Names the case that a process of its own measures: V8 makes the best code for a judge that is alone. */
const CASE_VARIABLE = 'INLET_BENCH_CASE';

interface Case {
  level: ValidationLevel;
  /** The NDJSON files, in a folder that is empty before; undefined where this machine has not the data. */
  files: (folder: string) => readonly string[] | undefined;
  packages?: readonly string[];
}

const SHARED = join(PROJECT, '..', 'shared', 'data');
const US_CORE = join(SHARED, 'us-core-packages', 'hl7.fhir.us.core-3.1.1.tgz');

const population = (folder: string): readonly string[] => benchData(folder).files;

function bulk(): readonly string[] | undefined {
  const folder = join(SHARED, 'synthea-bulk-10');
  if (!existsSync(folder) || !existsSync(US_CORE)) return undefined;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => join(folder, name));
}

/** Of every 20 lines one is the tests' next mutation instead. */
function broken(folder: string): readonly string[] {
  let lines = 0;
  const there = join(folder, 'broken');
  mkdirSync(there);
  return population(folder).map((path) => {
    const changed = readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => {
        if (line === '') return line;
        lines++;
        const mutation = lines % 20 === 0 ? MUTATIONS[(lines / 20) % MUTATIONS.length] : undefined;
        return mutation ? mutated(mutation) : line;
      });
    const file = join(there, basename(path));
    writeFileSync(file, changed.join('\n'));
    return file;
  });
}

const CASES: Readonly<Record<string, Case>> = {
  'structure-only': { level: 'structure-only', files: population },
  'structure-only, a bulk export': { level: 'structure-only', files: bulk },
  'structure-only, every 20th line broken': { level: 'structure-only', files: broken },
  'strict without claims': { level: 'strict', files: population },
  'strict, US Core 3.1.1 claimed by every line': { level: 'strict', files: bulk, packages: [US_CORE] },
};

/** Lines judged in one thread, beside JSON.parse of the same files; CPU seconds, since other threads of V8 count, too. */
export async function fhirJudge(): Promise<void> {
  const name = process.env[CASE_VARIABLE];
  const asked = name === undefined ? undefined : CASES[name];
  if (asked) {
    console.log(JSON.stringify(await ratiosOf(asked)));
    return;
  }
  const rows: [string, number[]][] = [];
  for (const each of Object.keys(CASES)) {
    const measured = await measuredAlone(each);
    if (measured) rows.push([each, measured]);
  }
  reportRounds('FHIR, judged in one thread, bytes a CPU second', 'that of read + split + JSON.parse', rows);
}

async function measuredAlone(name: string): Promise<number[] | undefined> {
  const stdout = await outputOfNode(['bin/inlet.mjs', 'bench', '--only', 'fhir-judge'], {
    cwd: PROJECT,
    env: { ...process.env, [CASE_VARIABLE]: name },
  });
  const found = JSON.parse(stdout.trim().split('\n').at(-1) ?? 'null') as number[] | null;
  if (!found) console.log(`\nfhir-judge: ${name}: not measured, the data is not on this machine`);
  return found ?? undefined;
}

const ratiosOf = ({ level, files, packages = [] }: Case): Promise<number[] | null> =>
  inFolder(async (folder) => {
    const there = files(folder);
    if (!there) return null;
    const validator = openValidator({ r4Folder: await r4Folder(), packages, unknownProfiles: 'ignore' });
    const { parsed, judged } = await sampled(ROUNDS, {
      parsed: () =>
        cpuOf(async () => {
          for (const file of there) await parseFile(file);
        }),
      judged: () =>
        cpuOf(() => {
          eachRange(there, (range) => {
            validateRange(range, validator, level);
          });
        }),
    });
    return ratios(parsed, judged);
  });

/** Microseconds of the processor that work takes, in all threads of the process. */
async function cpuOf(work: () => unknown): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return user + system;
}
