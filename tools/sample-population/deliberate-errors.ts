import type { RejectionReason } from '../../events/index.ts';

/** What is wrong on purpose, and what an import makes of it. */
export type DeliberateError =
  | 'malformed-json'
  | 'missing-id'
  | 'missing-resource-type'
  | 'duplicate-id'
  | 'unknown-property'
  | 'impossible-date'
  | 'unknown-code';

/** One additional line of a file that is wrong on purpose. */
export interface WrongLine {
  error: DeliberateError;
  /** The line number that it gets, beginning with 1; from 2 to one more than the file has lines. */
  line: number;
  /** Made from the file's first line, so that nothing that others refer to is missing. */
  make: (first: string) => string;
  /** Whether an import refuses the line. */
  fails: boolean;
  /** For people, in the table at the end of the demo. */
  why: string;
}

const changed = (line: string, changes: Record<string, unknown>): string =>
  JSON.stringify({ ...(JSON.parse(line) as Record<string, unknown>), ...changes });

/** By file: one of each kind. */
export const wrongLines: Readonly<Record<string, WrongLine>> = {
  'Observation.ndjson': {
    error: 'malformed-json',
    line: 3,
    make: (first) => first.slice(0, first.length / 2),
    fails: true,
    why: 'the JSON breaks off in the middle',
  },
  'Condition.ndjson': {
    error: 'missing-id',
    line: 2,
    make: (first) => changed(first, { id: undefined }),
    fails: true,
    why: 'the resource has no id; HealthLake imports none without',
  },
  'Encounter.ndjson': {
    error: 'missing-resource-type',
    line: 2,
    make: (first) => changed(first, { id: 'of-no-type', resourceType: undefined }),
    fails: true,
    why: 'the resource does not say its resourceType',
  },
  'Practitioner.ndjson': {
    error: 'duplicate-id',
    line: 2,
    make: (first) => changed(first, { telecom: [{ system: 'phone', value: '555-0199', use: 'work' }] }),
    fails: false,
    why: 'the id was on line 1 already: the later one becomes a new version of the same resource',
  },
  'Organization.ndjson': {
    error: 'unknown-property',
    line: 2,
    make: (first) => changed(first, { id: 'of-a-misspelt-name', name: undefined, nmae: 'Misspelt Clinic' }),
    fails: true,
    why: 'FHIR R4 has no Organization.nmae',
  },
  'Patient.ndjson': {
    error: 'impossible-date',
    line: 2,
    make: (first) => changed(first, { id: 'born-on-no-day', birthDate: '1987-02-30' }),
    fails: true,
    why: 'February has no 30th day',
  },
  'MedicationRequest.ndjson': {
    error: 'unknown-code',
    line: 2,
    make: (first) => changed(first, { id: 'of-no-status', status: 'running' }),
    fails: true,
    why: 'running is no status of a MedicationRequest',
  },
};

/** The file that was dropped by mistake: one resource as indented JSON. */
export const wrongFile = {
  name: 'Patient-from-the-browser.json',
  reason: 'json-not-ndjson' satisfies RejectionReason,
  why: 'a .json file is not NDJSON',
} as const;
