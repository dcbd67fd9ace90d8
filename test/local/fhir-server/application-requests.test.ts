import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Endpoint } from './endpoint.ts';
import { idsIn, linkOf, startEndpoint } from './endpoint.ts';

/*
 * Requests as applications send them, each with what R4 and the Developer Guide make of it: combinations, borders and odd forms that no test of one
 * rule has.
 */

const UCUM = 'http://unitsofmeasure.org';
const LOINC = 'http://loinc.org';

const mass = (value: number, code = 'mg', system = UCUM, more: object = {}) => ({
  valueQuantity: { value, unit: code, system, code, ...more },
});
const observation = (id: string, code: string, subject: object, more: object) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: LOINC, code }] },
  subject,
  ...more,
});
const of = (reference: string) => ({ reference });
const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });

const RESOURCES = [
  { resourceType: 'Practitioner', id: 'dr', name: [{ family: 'House' }] },
  { resourceType: 'Group', id: 'ada', type: 'person', actual: true },
  patient('ada', {
    birthDate: '1980-05',
    name: [{ family: 'Zorn', given: ['Ada'] }, { family: 'Abel' }],
    gender: 'female',
    identifier: [
      { system: 'urn:mrn', value: '1' },
      { system: 'urn:ssn', value: '2' },
    ],
  }),
  patient('bo', {
    birthDate: '1980-05-17',
    name: [{ family: 'Meier' }],
    gender: 'male',
    identifier: [{ value: '1' }],
  }),
  patient('cy', { active: true, generalPractitioner: [of('Practitioner/dr')] }),
  patient('di', { birthDate: '1980', deceasedBoolean: true }),
  observation('east', '1-1', of('Patient/ada'), {
    effectiveDateTime: '2026-01-01T00:30:00+02:00',
    ...mass(5.4),
  }),
  observation('day', '2-2', of('Patient/ada'), {
    effectiveDateTime: '2026-01-01',
    ...mass(5400, 'ug'),
  }),
  observation('open', '1-1', of('Patient/bo'), {
    effectivePeriod: { start: '2025-12-31T20:00:00-05:00' },
    ...mass(7, 'mg', 'urn:other'),
  }),
  observation('below', '1-1', of('Patient/ada'), {
    effectiveDateTime: '2025-12-31',
    ...mass(3, 'mg', UCUM, { comparator: '<' }),
    hasMember: [of('Observation/east')],
  }),
  observation('pressure', '3-3', of('Patient/cy'), {
    component: [
      { code: { coding: [{ system: LOINC, code: '8480-6' }] }, ...mass(120, 'mm[Hg]') },
      { code: { coding: [{ system: LOINC, code: '8462-4' }] }, ...mass(80, 'mm[Hg]') },
    ],
  }),
  observation('group', '4-4', of('Group/ada'), { valueString: 'a, b|c' }),
  {
    resourceType: 'Encounter',
    id: 'visit',
    status: 'finished',
    class: { code: 'AMB' },
    subject: of('Patient/ada'),
  },
  { resourceType: 'Organization', id: 'org', name: 'Org $1, x', partOf: of('Organization/top') },
  { resourceType: 'Organization', id: 'top', name: 'Top', partOf: of('Organization/org') },
  { resourceType: 'Questionnaire', id: 'q', status: 'active', url: 'http://ex.org/q' },
  {
    resourceType: 'QuestionnaireResponse',
    id: 'qr',
    status: 'completed',
    questionnaire: 'http://ex.org/q|2',
  },
];

let endpoint: Endpoint;
beforeAll(async () => {
  endpoint = await startEndpoint();
  for (const each of RESOURCES) {
    const { status, issues } = await endpoint.put(each);
    expect([each.id, status, issues]).toEqual([each.id, 201, []]);
  }
});
afterAll(() => endpoint.stop());

describe('a search finds', () => {
  test.each([
    // Sorted by values that some have and some have not, and that come several at once.
    ['Patient?_sort=birthdate,-_id', 'di ada bo cy'],
    ['Patient?_sort=-birthdate', 'bo ada di cy'],
    ['Patient?_sort=gender,-family', 'ada bo cy di'],
    ['Observation?_sort=value-quantity', 'below east open day pressure group'],
    ['Observation?_sort=code,-date', 'open east below day pressure group'],
    // Days at the borders of time zones.
    ['Observation?date=2026-01-01', 'day'],
    ['Observation?date=2025-12-31', 'east below'],
    ['Observation?date=lt2026-01-01', 'east below'],
    ['Observation?date=sa2025-12-31', 'day open'],
    ['Observation?date=ge2026-01-01T00:00:00%2B02:00', 'east day open below'],
    ['Observation?date=2025-12-31T22:30:00Z', 'east'],
    ['Observation?date=2026-01-01T00:30:00+02:00', 'east'],
    ['Observation?date=ge2026-01-01&date=lt2026-01-02', 'day open'],
    ['Patient?birthdate=ge1980-05-01&birthdate=le1980-05-16', 'ada di'],
    ['Patient?birthdate=ne1980-05-17', 'ada di'],
    // Quantities with and without units, bounds, and codes beside them.
    ['Observation?value-quantity=5.4', 'east'],
    ['Observation?value-quantity=5.40', 'east'],
    ['Observation?value-quantity=gt5||mg', 'east open'],
    [`Observation?value-quantity=gt5|${UCUM}|mg`, 'east'],
    ['Observation?value-quantity=lt4||mg', 'below'],
    ['Observation?value-quantity=1e1', 'east open'],
    [`Observation?component-code-value-quantity=${LOINC}|8480-6$120`, 'pressure'],
    [`Observation?component-code-value-quantity=${LOINC}|8480-6$lt100`, ''],
    ['Observation?component-code-value-quantity=8462-4$lt100', 'pressure'],
    ['Observation?code-value-quantity=1-1$gt5||mg', 'east open'],
    ['Observation?code-value-string=4-4$a%5C, b%5C|c', 'group'],
    // What is missing, in lists and in what is no list.
    ['Observation?component-code:missing=false', 'pressure'],
    ['Observation?has-member:missing=true&code=1-1', 'east open'],
    ['Patient?general-practitioner:missing=false', 'cy'],
    ['Patient?death-date:missing=true', 'ada bo cy di'],
    ['Patient?deceased=false', 'ada bo cy'],
    ['Patient?identifier:not=urn:mrn|1', 'bo cy di'],
    ['Patient?identifier=|1', 'bo'],
    ['Patient?identifier=urn:mrn|1&identifier=urn:ssn|2', 'ada'],
    // References by id, type and URL, where two types have one id.
    ['Observation?subject=ada', 'east day below group'],
    ['Observation?patient=ada', 'east day below'],
    ['Observation?subject:Group=ada', 'group'],
    ['Observation?patient=Group/ada', ''],
    ['Observation?subject=http://other.example/fhir/Patient/ada', ''],
    // Chains and what is found backwards, one within the other.
    ['Observation?patient.birthdate=1980-05&patient.gender=female', 'east day below'],
    ['Observation?subject:Patient.general-practitioner:Practitioner.name=House', 'pressure'],
    ['Observation?patient._has:Encounter:patient:status=finished', 'east day below'],
    ['Patient?_has:Observation:patient:code:not=1-1', 'ada cy'],
    ['Patient?_has:Observation:patient:date=ge2026-01-01&_has:Encounter:patient:class=AMB', 'ada'],
    ['Organization?partof.partof.partof.name=Top', 'org'],
    ['Organization?_has:Organization:partof:_has:Organization:partof:name=Org', 'org'],
    ['Organization?name=Org %5C$1%5C,', 'org'],
    // What comes along: of the page alone, and around in a circle.
    ['Observation?code=1-1&_include=Observation:patient&_count=1', 'east ada'],
    ['Organization?_id=org&_include=Organization:partof&_include:iterate=Organization:partof', 'org top'],
    [
      'Observation?_id=below&_include=Observation:has-member&_include:iterate=Observation:patient',
      'below east ada',
    ],
    [
      'Patient?_id=cy&_revinclude=Observation:patient&_include=Patient:general-practitioner',
      'cy dr pressure',
    ],
    ['Questionnaire?_revinclude=Observation:*', 'q'],
    ['QuestionnaireResponse?_include=*', 'qr'],
    ['QuestionnaireResponse?questionnaire=http://ex.org/q', 'qr'],
  ])('%s', async (path, ids) => {
    const { status, issues, ...answer } = await endpoint.send(path);
    expect([status, issues]).toEqual([200, []]);
    const found = idsIn({ status, issues, ...answer });
    const isSorted = path.includes('_sort=');
    const wanted = ids === '' ? [] : ids.split(' ');
    expect(isSorted ? found : [...found].sort()).toEqual(isSorted ? wanted : wanted.sort());
  });
});

describe('a search is refused that', () => {
  test.each([
    ['asks for an empty modifier', 'Observation?subject:=ada', 'not-supported'],
    ['has it at a chain’s end', 'Observation?patient.name:=x', 'not-supported'],
    ['has it behind _has', 'Patient?_has:Observation:patient:code:=1-1', 'not-supported'],
    ['goes along a canonical', 'QuestionnaireResponse?questionnaire.status=active', 'not-supported'],
    [
      'goes back along one',
      'Questionnaire?_has:QuestionnaireResponse:questionnaire:status=x',
      'not-supported',
    ],
    [
      'includes along one',
      'QuestionnaireResponse?_include=QuestionnaireResponse:questionnaire',
      'not-supported',
    ],
    [
      'includes back along one',
      'Questionnaire?_revinclude=QuestionnaireResponse:questionnaire',
      'not-supported',
    ],
    [
      'includes what a reference never leads to',
      'Observation?_include=Observation:subject:Organization',
      'invalid',
    ],
    ['sorts by a composite', 'Observation?_sort=code-value-quantity', 'invalid'],
    ['goes along no reference', 'Observation?status.name=x', 'invalid'],
    ['goes to any type', 'Provenance?target.name=x', 'invalid'],
  ])('%s', async (_, path, code) => {
    const { status, issues } = await endpoint.send(path);
    expect([status, issues.map((each) => each.split(':')[0])]).toEqual([400, [code]]);
  });
});

test.each([
  'Observation?_sort=date&_count=2',
  'Observation?_sort=-value-quantity,code&_count=4',
  'Observation?_sort=status&_count=1',
  'Patient?_sort=gender&_count=3',
  'Observation?_include=Observation:patient&_sort=-_id&_count=5',
])('the pages of %s have each resource once', async (path) => {
  const all: string[] = [];
  for (let url: string | undefined = path; url !== undefined;) {
    const page = await endpoint.send(url);
    const entries = page.json.entry as { resource: { id: string }; search: { mode: string } }[];
    all.push(...entries.flatMap(({ resource, search }) => (search.mode === 'match' ? [resource.id] : [])));
    url = linkOf(page, 'next');
  }
  const type = path.split('?')[0];
  expect(all.toSorted()).toEqual(
    RESOURCES.flatMap(({ resourceType, id }) => (resourceType === type ? [id] : [])).sort(),
  );
});

test('_search takes what URL and body say together, and refuses what both say once', async () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
  const ask = (query: string, body: string) =>
    endpoint.send(`Patient/_search${query}`, { method: 'POST', headers: form, body });
  expect(idsIn(await ask('?birthdate=ge1980-05-01', 'gender=female'))).toEqual(['ada']);
  expect(idsIn(await ask('?family=Zorn', 'family=Abel'))).toEqual(['ada']);
  expect((await ask('?_count=1', '_count=2')).status).toBe(400);
  expect((await ask('?_sort=family', '_sort=-family')).status).toBe(400);
});

test('what is not wanted at all is not sent: q=0', async () => {
  const statusFor = async (accept: string): Promise<number> =>
    (await endpoint.send('Patient/ada', { headers: { accept } })).status;
  expect(await statusFor('application/fhir+json;q=0')).toBe(406);
  expect(await statusFor('application/fhir+json; q=0.0, text/html')).toBe(406);
  expect(await statusFor('application/fhir+json;q=0, application/json;q=0.1')).toBe(200);
  expect(await statusFor('text/html, */*;q=0.05')).toBe(200);
});

test('entries of a transaction may refer to each other in a circle, and to themselves', async () => {
  const urn = (number: number): string => `urn:uuid:00000000-0000-4000-8000-00000000000${number}`;
  const linked = (to: number) => ({ link: [{ other: of(urn(to)), type: 'seealso' }] });
  const entry = (number: number, to: number) => ({
    fullUrl: urn(number),
    resource: { resourceType: 'Patient', ...linked(to) },
    request: { method: 'POST', url: 'Patient' },
  });
  const body = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      entry(1, 2),
      {
        fullUrl: urn(2),
        resource: patient('circle', linked(1)),
        request: { method: 'PUT', url: 'Patient/circle' },
      },
      entry(3, 3),
    ],
  };
  const { json } = await endpoint.send('', { method: 'POST', body });
  const written = (
    json.entry as { resource: { id: string; link: { other: { reference: string } }[] } }[]
  ).map(({ resource }) => resource);
  const [first, second, third] = written.map(({ id }) => `Patient/${id}`);
  expect(written.map(({ link }) => link[0]?.other.reference)).toEqual([second, first, third]);
  expect(second).toBe('Patient/circle');
});

test('conditions of several writes in a batch see what the one before has written', async () => {
  const update = (value: string, more: object = {}) => ({
    resource: { resourceType: 'Patient', identifier: [{ system: 'urn:u', value }], ...more },
    request: { method: 'PUT', url: `Patient?identifier=urn:u|${value}` },
  });
  const several = {
    resource: { resourceType: 'Patient' },
    request: { method: 'PUT', url: 'Patient?gender=male,female' },
  };
  const gone = { request: { method: 'DELETE', url: 'Patient?identifier=urn:u|1' } };
  const entry = [update('1'), update('1', { active: true }), several, gone, gone, update('2')];
  const { json } = await endpoint.send('', {
    method: 'POST',
    body: { resourceType: 'Bundle', type: 'batch', entry },
  });
  const statuses = (json.entry as { response: { status: string } }[]).map(({ response }) =>
    Number.parseInt(response.status, 10),
  );
  expect(statuses).toEqual([201, 200, 412, 204, 404, 201]);
});
