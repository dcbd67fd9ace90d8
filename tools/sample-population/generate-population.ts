import type { RejectionReason } from '../../events/index.ts';
import type { CareResources } from './care.ts';
import { conditionsFound, encounters, immunizations, medicationRequests, observations } from './care.ts';
import type { DeliberateError, WrongLine } from './deliberate-errors.ts';
import { wrongFile, wrongLines } from './deliberate-errors.ts';
import { organizations, patients, practitioners } from './people.ts';
import type { Resource } from './resource.ts';
import { TEST_DATA } from './resource.ts';
import type { Population } from './visits.ts';
import { visitsOf } from './visits.ts';

/** What an import must make of a file. */
export interface ExpectedImport {
  /** Lines of an NDJSON file; 0 for a file that is not NDJSON. */
  lines: number;
  /** Lines that an import stores. */
  imported: number;
  /** Lines that an import refuses. */
  failed: number;
  /** Distinct resources that are stored in the end. */
  resources: number;
  /** Why the whole file is rejected before any import; null for an NDJSON file. */
  rejected: RejectionReason | null;
  why: DeliberateFinding[];
}

/** What is wrong on purpose; `line` (from 1) is null where the whole file is. */
export interface DeliberateFinding {
  error: DeliberateError | 'json-file';
  line: number | null;
  why: string;
}

export interface SampleFile {
  name: string;
  /** The lines without their ends, made as they are asked for. */
  lines: () => Iterable<string>;
  expected: ExpectedImport;
}

/** Which resources each file holds. */
const files: Readonly<Record<string, (population: Population) => Iterable<Resource>>> = {
  'Organization.ndjson': organizations,
  'Practitioner.ndjson': practitioners,
  'Patient.ndjson': patients,
  'Encounter.ndjson': ofVisits(encounters),
  'Condition.ndjson': ofVisits(conditionsFound),
  'Observation.ndjson': ofVisits(observations),
  'MedicationRequest.ndjson': ofVisits(medicationRequests),
  'Immunization.ndjson': ofVisits(immunizations),
};

/**
 * A made-up population in FHIR R4: eight resource types that refer to each other, one NDJSON file each. The
 * same size and seed make the same bytes, today and in ten years.
 *
 * @param errors with the deliberate errors of `deliberate-errors.ts`, one of each, and a `.json` file beside
 */
export function generatePopulation({
  patients: count,
  seed = 'inlet',
  errors = true,
}: {
  patients: number;
  seed?: string;
  errors?: boolean;
}): { files: SampleFile[] } {
  if (!Number.isSafeInteger(count) || count < 1) throw new RangeError('patients must be 1 or more');
  const population = { patients: count, seed };
  const ndjson = Object.entries(files).map(([name, make]) =>
    sampleFile(name, () => make(population), errors ? wrongLines[name] : undefined),
  );
  return { files: errors ? [...ndjson, fileByMistake()] : ndjson };
}

/** The lines of all files of a small population without errors: what a preloaded data store is filled with. */
export function* samplePopulation(): Generator<string> {
  for (const { lines } of generatePopulation({ patients: PRELOADED_PATIENTS, errors: false }).files)
    yield* lines();
}

const PRELOADED_PATIENTS = 50;

function sampleFile(name: string, resources: () => Iterable<Resource>, wrongLine?: WrongLine): SampleFile {
  let good = 0;
  for (const _ of resources()) good += 1;
  // A very small population may have no line that the wrong one could be made from.
  const wrong = wrongLine && good >= wrongLine.line - 1 ? wrongLine : undefined;
  const failed = wrong?.fails ? 1 : 0;
  const lines = good + (wrong ? 1 : 0);
  return {
    name,
    lines: () => (wrong ? withWrongLine(jsonLines(resources()), wrong) : jsonLines(resources())),
    expected: {
      lines,
      imported: lines - failed,
      failed,
      resources: good,
      rejected: null,
      why: wrong ? [{ error: wrong.error, line: wrong.line, why: wrong.why }] : [],
    },
  };
}

function fileByMistake(): SampleFile {
  const { name, reason: rejected, why } = wrongFile;
  const patient = { resourceType: 'Patient', id: 'patient-by-mistake', meta: TEST_DATA, active: true };
  const text = JSON.stringify(patient, null, 2);
  return {
    name,
    lines: () => text.split('\n'),
    expected: {
      lines: 0,
      imported: 0,
      failed: 0,
      resources: 0,
      rejected,
      why: [{ error: 'json-file', line: null, why }],
    },
  };
}

function ofVisits(resources: CareResources): (population: Population) => Iterable<Resource> {
  return function* (population) {
    for (const visit of visitsOf(population)) yield* resources(visit);
  };
}

function* jsonLines(resources: Iterable<Resource>): Generator<string> {
  for (const resource of resources) yield JSON.stringify(resource);
}

function* withWrongLine(lines: Iterable<string>, { line, make }: WrongLine): Generator<string> {
  let number = 0;
  let first = '';
  for (const good of lines) {
    number += 1;
    if (number === 1) first = good;
    yield good;
    if (number === line - 1) yield make(first);
  }
}
