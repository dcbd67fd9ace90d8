import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Endpoint } from './endpoint.ts';
import { idsIn, linkOf, startEndpoint } from './endpoint.ts';
import { observation } from './resources.ts';

const LOINC = 'http://loinc.org';
const UCUM = 'http://unitsofmeasure.org';

const coded = (code: string, display = '') => ({
  code: { coding: [{ system: LOINC, code, ...(display !== '' && { display }) }] },
});
const mmol = (value: number) => ({
  valueQuantity: { value, unit: 'mmol per l', system: UCUM, code: 'mmol/L' },
});

const RESOURCES: readonly { resourceType: string; id: string }[] = [
  { resourceType: 'Organization', id: 'org', name: 'Clinic North', active: true } as never,
  { resourceType: 'Organization', id: 'whole', name: 'Clinics', active: true } as never,
  {
    resourceType: 'Patient',
    id: 'anna',
    name: [{ family: 'Berg', given: ['Anna', 'Maria'] }],
    gender: 'female',
    birthDate: '1980-05-17',
    telecom: [{ system: 'phone', value: '123' }],
    address: [{ city: 'Oslo' }],
    managingOrganization: { reference: 'Organization/org' },
    identifier: [{ system: 'urn:mrn', value: '1' }],
    meta: { profile: ['http://example.org/p|1.0'], source: 'http://example.org/feed/a' },
  } as never,
  {
    resourceType: 'Patient',
    id: 'bert',
    name: [{ family: 'Bergmann', given: ['Bert'] }],
    gender: 'male',
    birthDate: '1990',
    deceasedDateTime: '2020-01-01',
    text: {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml">Fever <b>and</b> cough</div>',
    },
    managingOrganization: { reference: 'Organization/whole' },
    identifier: [{ system: 'urn:mrn', value: '2' }],
  } as never,
  { resourceType: 'Patient', id: 'carl', deceasedBoolean: false } as never,
  observation('o1', 'Patient/anna', {
    ...coded('8867-4', 'Heart rate'),
    ...mmol(5.4),
    effectiveDateTime: '2026-01-31T12:00:00+02:00',
  }),
  observation('o2', 'Patient/anna', {
    ...coded('8867-4'),
    ...mmol(7.25),
    effectivePeriod: { start: '2026-02-01', end: '2026-02-03' },
  }),
  observation('o3', 'Patient/bert', {
    ...coded('9999-9'),
    ...mmol(5.4),
    effectivePeriod: { start: '2026-02-02' },
    status: 'amended',
  }),
  observation('o4', 'Patient/bert', {
    ...coded('55284-4'),
    component: [
      { ...coded('8480-6'), valueQuantity: { value: 120, unit: 'mmHg' } },
      { ...coded('8462-4'), valueQuantity: { value: 80, comparator: '<', unit: 'mmHg' } },
    ],
    effectiveDateTime: '2025',
  }),
  observation('o5', 'Patient/carl', { subject: { identifier: { system: 'urn:mrn', value: '9' } } }),
  {
    resourceType: 'RiskAssessment',
    id: 'r',
    status: 'final',
    subject: { reference: 'Patient/anna' },
    prediction: [{ probabilityDecimal: 0.25 }],
  } as never,
];

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  for (const each of RESOURCES) {
    const headers = { 'x-amzn-healthlake-fhir-validation-level': 'structure-only' };
    expect((await endpoint.put(each, headers)).issues).toEqual([]);
  }
});
afterAll(() => endpoint.stop());

const get = (path: string): Promise<Answer> => endpoint.send(path);
const found = async (path: string): Promise<string[]> => {
  const answer = await get(path);
  expect(answer.issues).toEqual([]);
  return idsIn(answer);
};
const modes = ({ json }: Answer): string[] =>
  ((json.entry ?? []) as { resource: { id: string }; search: { mode: string } }[]).map(
    ({ resource, search }) => `${search.mode} ${resource.id}`,
  );

describe('a parameter', () => {
  test.each([
    // string: HealthLake's differ by case.
    ['Patient?name=Berg', ['anna', 'bert']],
    ['Patient?name=berg', []],
    ['Patient?name:exact=Berg', ['anna']],
    ['Patient?name:contains=erg', ['anna', 'bert']],
    ['Patient?given=Mar,Be', ['anna', 'bert']],
    ['Patient?name=Berg&given=Anna', ['anna']],
    // token: a code without a system of its own is of that of its value set.
    ['Patient?gender=http://hl7.org/fhir/administrative-gender|female', ['anna']],
    ['Patient?gender=http://hl7.org/fhir/administrative-gender|', ['anna', 'bert']],
    ['Patient?gender=|female', ['anna']],
    ['Patient?gender=http://loinc.org|female', []],
    ['Patient?gender:not=http://hl7.org/fhir/administrative-gender|female', ['bert', 'carl']],
    ['Patient?gender=http://loinc.org|female,http://hl7.org/fhir/administrative-gender|male', ['bert']],
    ['Observation?status=http://hl7.org/fhir/observation-status|amended', ['o3']],
    ['Patient?address=Oslo', ['anna']],
    ['Patient?name:missing=true', ['carl']],
    ['Patient?name:missing=false', ['anna', 'bert']],
    // token
    ['Patient?gender=female', ['anna']],
    ['Patient?gender:not=female', ['bert', 'carl']],
    ['Patient?gender:not=female,male', ['carl']],
    ['Patient?gender:missing=true', ['carl']],
    ['Patient?identifier=urn:mrn|2', ['bert']],
    ['Patient?identifier=2', ['bert']],
    ['Patient?identifier=urn:mrn|', ['anna', 'bert']],
    ['Patient?phone=123', ['anna']],
    ['Patient?email=123', []],
    ['Patient?deceased=true', ['bert']],
    ['Patient?deceased=false', ['anna', 'carl']],
    ['Observation?code:text=Heart', ['o1']],
    ['Observation?code=8867-4&status=final', ['o1', 'o2']],
    ['Observation?combo-code=8480-6', ['o4']],
    // reference
    ['Observation?patient=anna', ['o1', 'o2']],
    ['Observation?subject:Patient=bert', ['o3', 'o4']],
    ['Observation?subject:identifier=urn:mrn|9', ['o5']],
    ['Observation?subject:identifier=9', ['o5']],
    ['Patient?organization=Organization/org', ['anna']],
    ['Patient?organization:missing=true', ['carl']],
    // date
    ['Patient?birthdate=1980', ['anna']],
    ['Patient?birthdate=1980-05-17', ['anna']],
    ['Patient?birthdate=1990-01', []],
    ['Patient?birthdate=ap1981', ['anna']],
    ['Patient?birthdate=ne1980', ['bert']],
    ['Patient?birthdate=ge1980-05-17&birthdate=lt1990', ['anna']],
    ['Observation?date=2026-01-31T10:00:00Z', ['o1']],
    ['Observation?date=2026-01-31T12:00:00Z', []],
    ['Observation?date=gt2026-02-02', ['o2', 'o3']],
    ['Observation?date=sa2026-02-01', ['o3']],
    ['Observation?date=eb2026-02-01', ['o1', 'o4']],
    ['Observation?date=2026-02', ['o2']],
    ['Observation?date=le2026-01-31', ['o1', 'o4']],
    ['Observation?patient=anna&date=ge2026-02', ['o2']],
    // quantity
    ['Observation?value-quantity=5.4', ['o1', 'o3']],
    ['Observation?value-quantity=5', ['o1', 'o3']],
    ['Observation?value-quantity=5.0', []],
    ['Observation?value-quantity=7', ['o2']],
    ['Observation?value-quantity=7.2', []],
    ['Observation?value-quantity=gt5.4|http://unitsofmeasure.org|mmol/L', ['o2']],
    ['Observation?value-quantity=5.4||mmol/L', ['o1', 'o3']],
    ['Observation?value-quantity=5.4||mmol per l', ['o1', 'o3']],
    ['Observation?value-quantity=5.4||mg', []],
    ['Observation?component-value-quantity=lt80', ['o4']],
    ['Observation?component-value-quantity=gt120', []],
    ['Observation?combo-value-quantity=ap5', ['o1', 'o3', 'o4']],
    // number
    ['RiskAssessment?probability=0.25', ['r']],
    ['RiskAssessment?probability=gt0.25', []],
    ['RiskAssessment?probability=2.5e-1', ['r']],
    // uri
    ['Patient?_profile=http://example.org/p', ['anna']],
    ['Patient?_profile=http://example.org/p|1.0', ['anna']],
    ['Patient?_profile=http://example.org/p|2', []],
    ['Patient?_source=http://example.org/feed', []],
    ['Patient?_source:below=http://example.org/feed', ['anna']],
    ['Patient?_source:below=http://example.org/fee', []],
    ['Patient?_source:above=http://example.org/feed/a/b', ['anna']],
    // composite
    ['Observation?code-value-quantity=8867-4$gt6', ['o2']],
    ['Observation?code-value-quantity=http://loinc.org|8867-4$5.4,9999-9$5.4', ['o1', 'o3']],
    ['Observation?component-code-value-quantity=8480-6$120', ['o4']],
    ['Observation?component-code-value-quantity=8462-4$120', []],
    ['Observation?combo-code-value-quantity=8480-6$120', ['o4']],
    // of every type
    ['Patient?_text=fever cough', ['bert']],
    ['Patient?createdAt=ge2020&gender=male', ['bert']],
    ['Patient?createdAt=lt2020', []],
    ['Patient?_lastUpdated=ge2020&name=Berg', ['anna', 'bert']],
  ])('%s finds %j', async (path, ids) => {
    expect(await found(path)).toEqual(ids);
  });

  test('is found by as it was last written, and not where it is deleted', async () => {
    const patient = (city: string) => ({ resourceType: 'Patient', id: 'moved', address: [{ city }] });
    await endpoint.put(patient('Bergen'));
    await endpoint.put(patient('Tromso'));
    expect(await found('Patient?address-city=Bergen')).toEqual([]);
    expect(await found('Patient?address-city=Tromso')).toEqual(['moved']);
    expect(await found('Patient?address-city=Tromso&createdAt=ge2020')).toEqual(['moved']);
    await endpoint.send('Patient/moved', { method: 'DELETE' });
    expect(await found('Patient?address-city=Tromso')).toEqual([]);
  });
});

describe('a chain', () => {
  test.each([
    ['Observation?patient.name=Bergm', ['o3', 'o4']],
    ['Observation?subject:Patient.gender=female', ['o1', 'o2']],
    ['Observation?patient.organization.name=Clinic North', ['o1', 'o2']],
    ['Observation?patient.name:exact=Berg&code=8867-4', ['o1', 'o2']],
    ['Observation?patient._id=bert', ['o3', 'o4']],
    ['Observation?patient.name=Nobody', []],
    ['Patient?_has:Observation:patient:code=9999-9', ['bert']],
    ['Patient?_has:Observation:patient:status=amended,final', ['anna', 'bert']],
    ['Organization?_has:Patient:organization:_has:Observation:patient:code=9999-9', ['whole']],
    ['Patient?_has:Observation:patient:code=9999-9&gender=female', []],
  ])('%s finds %j', async (path, ids) => {
    expect(await found(path)).toEqual(ids);
  });

  test('that finds more than 100 on its way is 400', async () => {
    for (let at = 0; at <= 100; at++)
      await endpoint.put({ resourceType: 'Practitioner', id: `p${at}`, active: true } as never);
    const answer = await get('Patient?general-practitioner:Practitioner.active=true');
    expect([answer.status, answer.issues]).toEqual([400, [expect.stringMatching('^too-costly: ')]]);
    expect(await found('Patient?general-practitioner:Practitioner._id=p1')).toEqual([]);
  });
});

describe('what comes with it', () => {
  test.each([
    ['Observation?_id=o1&_include=Observation:patient', ['match o1', 'include anna']],
    ['Observation?_id=o1,o2&_include=Observation:subject:Patient', ['match o1', 'match o2', 'include anna']],
    ['Observation?_id=o1&_include=Observation:subject:Group', ['match o1']],
    ['Observation?_id=o1&_include=*', ['match o1', 'include anna']],
    [
      'Observation?_id=o1&_include=Observation:patient&_include=Patient:organization',
      ['match o1', 'include anna'],
    ],
    [
      'Observation?_id=o1&_include=Observation:patient&_include:iterate=Patient:organization',
      ['match o1', 'include anna', 'include org'],
    ],
    ['Observation?_id=o1&_include:iterate=*', ['match o1', 'include anna', 'include org']],
    ['Patient?_id=anna&_revinclude=Observation:patient', ['match anna', 'include o1', 'include o2']],
    [
      'Organization?_id=org&_revinclude=Patient:organization&_revinclude:iterate=Observation:patient',
      ['match org', 'include anna', 'include o1', 'include o2'],
    ],
  ])('%s answers %j', async (path, expected) => {
    expect(modes(await get(path))).toEqual(expected);
  });
});

describe('the answer', () => {
  test.each([
    ['Observation?_sort=date', ['o4', 'o1', 'o2', 'o3', 'o5']],
    ['Observation?_sort=date&code:missing=false', ['o4', 'o1', 'o2', 'o3']],
    ['Observation?_sort=-value-quantity,-_id&patient=anna,bert', ['o2', 'o3', 'o1', 'o4']],
    ['Patient?_sort=-family', ['bert', 'anna', 'carl']],
    ['Patient?_sort=-_id', ['carl', 'bert', 'anna']],
    ['Patient?_sort=gender,_lastUpdated', ['anna', 'bert', 'carl']],
  ])('%s is sorted: %j', async (path, ids) => {
    expect(await found(path)).toEqual(ids);
  });

  test.each(['Observation?_sort=-date&status=final', 'Observation?code:not=none', 'Observation?_sort=_id'])(
    '%s goes on page after page, each once',
    async (path) => {
      const all = await found(path);
      const ids: string[] = [];
      for (let url: string | undefined = `${path}&_count=2`; url;) {
        const page: Answer = await get(url);
        expect(idsIn(page).length).toBeLessThanOrEqual(2);
        ids.push(...idsIn(page));
        url = linkOf(page, 'next');
      }
      expect(ids).toEqual(all);
      expect(ids.length).toBeGreaterThan(3);
    },
  );

  test('has a total where it is asked for', async () => {
    expect((await get('Observation?code=8867-4&_count=1')).json.total).toBeUndefined();
    expect((await get('Observation?code=8867-4&_count=1&_total=none')).json.total).toBeUndefined();
    for (const query of ['code=8867-4', 'patient=anna', 'code-value-quantity=8867-4$gt1', '_id=o1,o2'])
      expect([query, (await get(`Observation?${query}&_count=1&_total=accurate`)).json.total]).toEqual([
        query,
        2,
      ]);
    const { json } = await get('Observation?_summary=count');
    expect([json.total, json.entry]).toEqual([5, undefined]);
  });

  test('has of each resource what is asked for, with a mark', async () => {
    const resourceOf = ({ json }: Answer) =>
      (json.entry as { resource: Record<string, unknown> }[])[0]?.resource ?? {};
    const part = async (query: string) => {
      const { meta, ...rest } = resourceOf(await get(`Patient?_id=bert&${query}`));
      expect([query, (meta as { tag: unknown }).tag]).toEqual([
        query,
        [expect.objectContaining({ code: 'SUBSETTED' })],
      ]);
      return Object.keys(rest).sort();
    };
    expect(await part('_elements=gender,deceased')).toEqual([
      'deceasedDateTime',
      'gender',
      'id',
      'resourceType',
    ]);
    expect(await part('_summary=text')).toEqual(['id', 'resourceType', 'text']);
    expect(await part('_summary=data')).not.toContain('text');
    expect(await part('_summary=true')).toEqual([
      'birthDate',
      'deceasedDateTime',
      'gender',
      'id',
      'identifier',
      'managingOrganization',
      'name',
      'resourceType',
    ]);
    const whole = await get('Patient?_id=bert&_summary=false');
    expect(whole.text).not.toContain('SUBSETTED');
    expect((await get('Observation?_id=o1&_elements=value')).text).toContain('"value":5.4');
  });
});
