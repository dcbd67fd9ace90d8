import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Resource } from '@medplum/fhirtypes';
import { generatePopulation } from '../../../../tools/sample-population/generate-population.ts';
import type { Both } from './compare-with-router.ts';
import { allOf, bothOver, compareWithRouter } from './compare-with-router.ts';

/** @medplum/fhir-router as a second opinion, on made-up resources; over real ones in fhir-router.long.test.ts. */
const RESOURCES = generatePopulation({ patients: 8, errors: false }).files.flatMap(({ lines }) =>
  [...lines()].map((line) => JSON.parse(line) as Resource),
);

let both: Both;
beforeAll(async () => {
  both = await bothOver(RESOURCES);
}, 120_000);
afterAll(() => both.endpoint.stop());

test('searches by one parameter find what another server finds, but for what R4 or the guide has otherwise', async () => {
  const { searches, unexplained, unused } = await compareWithRouter(both, 1);
  expect(searches).toBeGreaterThan(300);
  expect(unexplained).toEqual([]);
  expect(unused).toEqual([]);
}, 120_000);

test.each([
  'Patient?gender=female&birthdate=ge1960&birthdate=lt2010',
  'Patient?gender=female,male&active=true',
  'Patient?_id=patient-1,patient-3,nobody',
  'Observation?_tag=HTEST&status=final',
  'Observation?subject=Patient/patient-1,Patient/patient-2&category=vital-signs',
  'Observation?code=http://loinc.org|29463-7&status:not=amended',
  'Observation?subject:Patient.gender=male',
  'Observation?patient.birthdate=lt1980&status=final',
  'Observation?encounter:Encounter.status=finished',
  'Encounter?subject=Patient/patient-1&_include=Encounter:subject',
  'Encounter?status=finished&_include=Encounter:subject&_include=Encounter:participant',
  'Encounter?_id=patient-1-visit-1&_include=Encounter:subject&_include:iterate=Patient:general-practitioner',
  'Patient?_id=patient-1&_revinclude=Observation:subject',
  'Patient?gender=female&_revinclude=Encounter:patient&_revinclude=Condition:subject',
])('the whole search finds what another server finds: %s', async (url) => {
  const theirs = (await both.peer.search(`${url}&_count=1000`)) ?? [];
  expect(theirs.length).toBeGreaterThan(0);
  expect((await allOf(both.endpoint, url)).sort()).toEqual([...new Set(theirs)].sort());
});

type Observed = Extract<Resource, { resourceType: 'Observation' }>;
const OBSERVATIONS = RESOURCES.filter((each): each is Observed => each.resourceType === 'Observation');
const hasCode = ({ code }: Observed, wanted: string) =>
  code.coding?.some((coding) => coding.code === wanted) === true;

/** Whole searches of which the other server makes something else: what is right, by the resources themselves, and who says so. */
const OTHERWISE: readonly [url: string, why: string, right: readonly string[] | 'refused'][] = [
  [
    'Observation?encounter.status=finished',
    'R4, "Chained parameters": without a type a chain follows all that the parameter may refer to',
    OBSERVATIONS.filter(({ encounter }) =>
      RESOURCES.some(
        (each) =>
          each.resourceType === 'Encounter' &&
          each.status === 'finished' &&
          encounter?.reference === `Encounter/${each.id ?? ''}`,
      ),
    ).map(({ id = '' }) => `Observation/${id}`),
  ],
  [
    'Patient?_has:Observation:subject:code=29463-7',
    'R4, "Reverse chaining": the other server has none in memory',
    [
      ...new Set(
        OBSERVATIONS.filter((each) => hasCode(each, '29463-7')).flatMap(
          ({ subject }) => subject?.reference ?? [],
        ),
      ),
    ],
  ],
  [
    'Observation?value-quantity=gt60',
    'R4, "Quantity": the other server has none in memory',
    OBSERVATIONS.filter(({ valueQuantity }) => (valueQuantity?.value ?? 0) > 60).map(
      ({ id = '' }) => `Observation/${id}`,
    ),
  ],
  ['Patient?nonsense=1', 'the guide: an unknown parameter is 400', 'refused'],
];

test.each(OTHERWISE)('the other server makes something else of %s: %s', async (url, _why, right) => {
  const ours = await allOf(both.endpoint, url).catch(() => 'refused' as const);
  expect(typeof ours === 'string' ? ours : [...ours].sort()).toEqual(
    typeof right === 'string' ? right : [...right].sort(),
  );
  expect((await both.peer.search(url)) ?? []).toEqual([]);
});

describe('_sort', () => {
  const datesOf = (names: readonly string[] = []) =>
    names
      .map((name) => RESOURCES.find(({ resourceType, id }) => name === `${resourceType}/${id ?? ''}`))
      .map((each) => each?.resourceType === 'Patient' && each.birthDate);

  test.each(['birthdate', '-birthdate'])('%s is in the order of the other server', async (sort) => {
    const url = `Patient?_sort=${sort}`;
    expect(datesOf(await allOf(both.endpoint, url))).toEqual(datesOf(await both.peer.search(url)));
  });

  test('by two keys is by the first one first (R4, "Sorting"); the other server’s memory sorts by the last', async () => {
    const url = 'Patient?_sort=gender,birthdate';
    const theirs = datesOf(await both.peer.search(url));
    expect(theirs).toEqual([...theirs].sort());
    expect(await allOf(both.endpoint, url)).toEqual([
      ...(await allOf(both.endpoint, 'Patient?gender=female&_sort=birthdate')),
      ...(await allOf(both.endpoint, 'Patient?gender=male&_sort=birthdate')),
    ]);
  });
});
