import { HL7 } from './clinical-codes.ts';
import { clinics, familyNames, genders, givenNames, places, streets } from './names.ts';
import type { Random } from './random.ts';
import { randomOf } from './random.ts';
import type { Resource } from './resource.ts';
import { concept, reference, TEST_DATA } from './resource.ts';
import type { Population } from './visits.ts';
import { organizationCount, organizationOf, practiceOf, practitionerCount } from './visits.ts';

const IDENTIFIERS = 'urn:oid:2.16.840.1.113883.19';

/** Patients of the population: FHIR R4 Patient. */
export function* patients({ patients: count, seed }: Population): Generator<Resource> {
  for (let number = 1; number <= count; number += 1) {
    const random = randomOf(seed, 'patient', number);
    const gender = random.pick(genders);
    const { practitioner, organization } = practiceOf(number);
    yield {
      resourceType: 'Patient',
      id: `patient-${number}`,
      meta: TEST_DATA,
      identifier: [{ system: `${IDENTIFIERS}.5`, value: `P${String(number).padStart(6, '0')}` }],
      active: true,
      name: [{ use: 'official', family: random.pick(familyNames), given: [random.pick(givenNames[gender])] }],
      telecom: [phone(random, 'home')],
      gender,
      birthDate: birthDate(random),
      address: [address(random, 'home')],
      generalPractitioner: [reference('Practitioner', practitioner)],
      managingOrganization: reference('Organization', organization),
    };
  }
}

/** Those who treat them: FHIR R4 Practitioner. */
export function* practitioners(population: Population): Generator<Resource> {
  for (let number = 1; number <= practitionerCount(population); number += 1) {
    const random = randomOf(population.seed, 'practitioner', number);
    const gender = random.pick(genders);
    yield {
      resourceType: 'Practitioner',
      id: `practitioner-${number}`,
      meta: TEST_DATA,
      identifier: [{ system: `${IDENTIFIERS}.6`, value: `D${String(number).padStart(4, '0')}` }],
      active: true,
      name: [{ family: random.pick(familyNames), given: [random.pick(givenNames[gender])], prefix: ['Dr.'] }],
      telecom: [phone(random, 'work')],
      gender,
      qualification: [
        {
          code: concept(`${HL7}/v2-0360`, 'MD', 'Doctor of Medicine'),
          issuer: reference('Organization', organizationOf(number)),
        },
      ],
    };
  }
}

/** Where they work: FHIR R4 Organization. */
export function* organizations(population: Population): Generator<Resource> {
  for (let number = 1; number <= organizationCount(population); number += 1) {
    const random = randomOf(population.seed, 'organization', number);
    const place = random.pick(places);
    yield {
      resourceType: 'Organization',
      id: `organization-${number}`,
      meta: TEST_DATA,
      active: true,
      type: [concept(`${HL7}/organization-type`, 'prov', 'Healthcare Provider')],
      name: `${place.city} ${random.pick(clinics)}`,
      telecom: [phone(random, 'work')],
      address: [{ ...address(random, 'work'), ...place }],
    };
  }
}

/** 555-0100 to 555-0199 are reserved for fiction. */
const phone = (random: Random, use: 'home' | 'work'): object => ({
  system: 'phone',
  value: `555-01${String(random.whole(0, 99)).padStart(2, '0')}`,
  use,
});

const address = (random: Random, use: 'home' | 'work'): object => ({
  use,
  line: [`${random.whole(1, 999)} ${random.pick(streets)}`],
  ...random.pick(places),
  country: 'US',
});

function birthDate(random: Random): string {
  const [year, month, day] = [random.whole(1932, 2004), random.whole(1, 12), random.whole(1, 28)];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
