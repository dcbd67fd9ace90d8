import { conditions, measurements, vaccines } from './clinical-codes.ts';
import type { Random } from './random.ts';
import { randomOf } from './random.ts';

/** The size and the flavour of a population. */
export interface Population {
  /** How many people. */
  patients: number;
  /** The same seed makes the same bytes. */
  seed: string;
}

/** What happened when one patient came: everything that resources of a visit are made from. */
export interface Visit {
  /** `patient-7-visit-2` */
  id: string;
  /** `patient-7` */
  patient: string;
  practitioner: string;
  organization: string;
  /** ISO 8601, UTC. */
  start: string;
  end: string;
  condition: (typeof conditions)[number];
  measurements: readonly (typeof measurements)[number][];
  ordersMedication: boolean;
  vaccine: (typeof vaccines)[number] | null;
  /** For what the resources add of their own. */
  random: Random;
}

const PATIENTS_OF_A_PRACTITIONER = 12;
const PRACTITIONERS_OF_AN_ORGANIZATION = 4;

export const practitionerCount = ({ patients }: Population): number =>
  Math.ceil(patients / PATIENTS_OF_A_PRACTITIONER);

export const organizationCount = (population: Population): number =>
  Math.ceil(practitionerCount(population) / PRACTITIONERS_OF_AN_ORGANIZATION);

/** Which practitioner and organization a patient belongs to. Numbers begin with 1. */
export function practiceOf(patient: number): { practitioner: string; organization: string } {
  const practitioner = Math.ceil(patient / PATIENTS_OF_A_PRACTITIONER);
  return { practitioner: `practitioner-${practitioner}`, organization: organizationOf(practitioner) };
}

export const organizationOf = (practitioner: number): string =>
  `organization-${Math.ceil(practitioner / PRACTITIONERS_OF_AN_ORGANIZATION)}`;

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const FIRST_DAY = Date.parse('2023-01-02T00:00:00Z');
const DAYS = 700;

/** All visits of all patients, one after the other: never the whole population at once. */
export function* visitsOf({ patients, seed }: Population): Generator<Visit> {
  for (let patient = 1; patient <= patients; patient += 1) {
    const count = randomOf(seed, 'visits', patient).whole(1, 3);
    for (let visit = 1; visit <= count; visit += 1) yield visitOf(seed, patient, visit);
  }
}

function visitOf(seed: string, patient: number, visit: number): Visit {
  const random = randomOf(seed, 'visit', patient, visit);
  const start =
    FIRST_DAY + random.whole(0, DAYS) * DAY + random.whole(8 * 4, 17 * 4) * 15 * MINUTE + visit * MINUTE;
  const first = random.whole(0, measurements.length - 1);
  const taken = random.whole(2, 4);
  return {
    id: `patient-${patient}-visit-${visit}`,
    patient: `patient-${patient}`,
    ...practiceOf(patient),
    start: instant(start),
    end: instant(start + random.whole(10, 45) * MINUTE),
    condition: random.pick(conditions),
    measurements: [...measurements, ...measurements].slice(first, first + taken),
    ordersMedication: random.chance(0.6),
    vaccine: random.chance(0.4) ? random.pick(vaccines) : null,
    random,
  };
}

const instant = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');
