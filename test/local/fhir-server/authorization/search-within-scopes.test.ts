import { afterAll, expect, test } from '@jest/globals';
import { typeNumber } from '../../../../fhir/r4/resource-types.ts';
import { randomNumbers } from '../../../fhir/fuzz.ts';
import type { Answer } from '../endpoint.ts';
import { BEARER, SMART, linkOf, startEndpoint } from '../endpoint.ts';

/*
 * What a token's searches answer is what the same searches answer where there is nothing but what the token sees: whatever they are by, whatever
 * comes with them, however they are sorted and counted. So nothing else is found, counted, sorted by or told from what does not exist.
 */
const endpoint = await startEndpoint({
  ...SMART,
  Metadata: JSON.stringify({
    ...(JSON.parse(SMART.Metadata ?? '{}') as object),
    capabilities: ['permission-v1', 'permission-v2', 'permission-v2.2'],
  }),
});
afterAll(() => endpoint.stop());

type Resource = Record<string, unknown> & { resourceType: string; id: string };

const random = randomNumbers(18);
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
const PATIENTS = ['me', 'you', 'they'];
const ref = (type: string, ids: readonly string[]) => ({ reference: `${type}/${pick(ids)}` });
const code = (...codes: string[]) => ({ coding: [{ system: 'urn:s', code: pick(codes) }] });

const made = (count: number, make: (at: number) => Resource): Resource[] =>
  Array.from({ length: count }, (_, at) => make(at));

const DATA: readonly Resource[] = [
  ...made(3, (at) => ({ resourceType: 'Organization', id: `org${at}`, name: pick(['North', 'South']) })),
  ...made(3, (at) => ({
    resourceType: 'Practitioner',
    id: `prac${at}`,
    name: [{ family: pick(['Ek', 'Alm']) }],
  })),
  ...PATIENTS.map((id) => ({
    resourceType: 'Patient',
    id,
    name: [{ family: pick(['Berg', 'Dahl']) }],
    gender: pick(['male', 'female']),
    managingOrganization: ref('Organization', ['org0', 'org1', 'org2']),
    generalPractitioner: [ref('Practitioner', ['prac0', 'prac1'])],
    ...(random() < 0.4 && { link: [{ type: 'seealso', other: ref('Patient', PATIENTS) }] }),
  })),
  ...made(12, (at) => ({
    resourceType: 'Encounter',
    id: `enc${at}`,
    status: pick(['finished', 'planned']),
    class: { code: 'AMB' },
    subject: ref('Patient', PATIENTS),
    participant: [{ individual: ref('Practitioner', ['prac0', 'prac1', 'prac2']) }],
    period: { start: `2026-01-${String(at + 10)}` },
  })),
  ...made(40, (at) => ({
    resourceType: 'Observation',
    id: `obs${at}`,
    status: pick(['final', 'amended']),
    category: [code('laboratory', 'vital-signs')],
    code: code('a', 'b', 'c'),
    subject: ref('Patient', PATIENTS),
    encounter: ref(
      'Encounter',
      Array.from({ length: 12 }, (_, each) => `enc${each}`),
    ),
    performer: [random() < 0.2 ? ref('Patient', PATIENTS) : ref('Practitioner', ['prac0', 'prac1'])],
    valueQuantity: { value: Math.floor(random() * 10), code: 'mg' },
    effectiveDateTime: `2026-02-${String(10 + (at % 18))}`,
    meta: { tag: [{ code: pick(['x', 'y']) }] },
  })),
];

const refersToMe = (...elements: readonly unknown[]): boolean =>
  JSON.stringify(elements).includes('"Patient/me"');

/** R4's compartment of the patient, of these types. */
const isMine = (each: Resource): boolean => {
  if (each.resourceType === 'Patient') return each.id === 'me' || refersToMe(each.link);
  if (each.resourceType === 'Encounter') return refersToMe(each.subject);
  return each.resourceType === 'Observation' && refersToMe(each.subject, each.performer);
};
const isOf = (type: string) => (each: Resource) => each.resourceType === type;
const has = (member: string, value: string) => (each: Resource) =>
  JSON.stringify(each[member] ?? '').includes(`"${value}"`);

/** Scopes, and what they let see. */
const SCOPES: readonly [scope: string, sees: (each: Resource) => boolean][] = [
  ['patient/*.rs', isMine],
  ['patient/Patient.rs', (each) => isOf('Patient')(each) && isMine(each)],
  ['patient/Observation.rs', (each) => isOf('Observation')(each) && isMine(each)],
  ['patient/Observation.r', () => false],
  ['patient/Encounter.s', (each) => isOf('Encounter')(each) && isMine(each)],
  [
    'patient/Observation.rs?category=laboratory',
    (each) => isOf('Observation')(each) && isMine(each) && has('category', 'laboratory')(each),
  ],
  ['system/Organization.rs', isOf('Organization')],
  ['system/Practitioner.s', isOf('Practitioner')],
  ['user/Encounter.rs?status=finished', (each) => isOf('Encounter')(each) && each.status === 'finished'],
  ['system/Observation.rs?code=a', (each) => isOf('Observation')(each) && has('code', 'a')(each)],
  [
    'system/Observation.s?value-quantity=ge5',
    (each) => isOf('Observation')(each) && (each.valueQuantity as { value: number }).value >= 5,
  ],
  ['system/Patient.rs?gender=female', (each) => isOf('Patient')(each) && each.gender === 'female'],
];

const CRITERIA: Readonly<Record<string, readonly string[]>> = {
  Observation: [
    'code=a',
    'code:not=a',
    'status=final',
    'patient=me',
    'patient=you',
    'subject:missing=false',
    'patient.name=Berg',
    'patient.gender=male',
    'patient.organization.name=North',
    'encounter.status=finished',
    'performer:Practitioner.family=Ek',
    'value-quantity=gt4',
    'code-value-quantity=urn:s|a$lt7',
    'date=ge2026-02-15',
    '_id=obs1,obs2,obs3',
    '_tag=x',
  ],
  Patient: [
    'name=Berg',
    'gender=female',
    'organization.name=South',
    '_has:Observation:patient:code=a',
    '_has:Observation:patient:value-quantity=gt7',
    '_has:Encounter:patient:status=planned',
    '_has:Observation:performer:status=final',
  ],
  Encounter: [
    'status=finished',
    'patient=me',
    'practitioner.name=Alm',
    '_has:Observation:encounter:code=b',
    'date=ge2026-01-15',
  ],
  Organization: [
    'name=North',
    '_has:Patient:organization:name=Berg',
    '_has:Patient:organization:_has:Observation:patient:code=c',
  ],
  Practitioner: [
    'family=Ek',
    '_has:Observation:performer:code=a',
    '_has:Patient:general-practitioner:gender=male',
  ],
};
const ALONGSIDE: Readonly<Record<string, readonly string[]>> = {
  Observation: [
    '_include=Observation:patient',
    '_include=*',
    '_include=Observation:encounter&_include:iterate=Encounter:practitioner',
    '_sort=-value-quantity',
    '_sort=code,-date',
  ],
  Patient: [
    '_revinclude=Observation:patient',
    '_include=Patient:organization',
    '_revinclude=Encounter:patient&_revinclude:iterate=Observation:encounter',
    '_sort=family,-_id',
  ],
  Encounter: ['_revinclude=Observation:encounter', '_include=Encounter:patient', '_sort=-date'],
  Organization: ['_revinclude=Patient:organization&_revinclude:iterate=Observation:patient', '_sort=name'],
  Practitioner: ['_revinclude=Observation:performer', '_sort=-family'],
};
const PAGES = ['_total=accurate', '_total=accurate&_count=3', '_summary=count', '_elements=status'];

const query = (type: string): string =>
  [
    ...Array.from({ length: pick([0, 1, 1, 2]) }, () => pick(CRITERIA[type] ?? [])),
    ...(random() < 0.6 ? [pick(ALONGSIDE[type] ?? [])] : []),
    pick(PAGES),
  ].join('&');

const { healthLake } = endpoint;
const { store } = healthLake;

function fill(datastoreId: string, resources: readonly Resource[]): void {
  store.atomically(() => {
    const number = store.storeNumber(datastoreId);
    for (const each of resources)
      store.upsert(
        number,
        typeNumber(each.resourceType) ?? 0,
        each.id,
        Buffer.from(JSON.stringify(each)),
        1000,
      );
  });
}

interface Answered {
  status: number;
  /** Of each page. */
  totals: unknown[];
  /** Of all pages; in no order where none was asked for. */
  entries: string[];
}

/** All pages, without the addresses of the data store. */
async function answered(url: string, headers: Record<string, string>): Promise<Answered> {
  const all: Answered = { status: 0, totals: [], entries: [] };
  for (let next: string | undefined = url; next !== undefined;) {
    const { status, json, ...answer }: Answer = await endpoint.send(next, { headers });
    const entries = (json.entry ?? []) as { resource: object; search: { mode: string } }[];
    all.status = status;
    all.totals.push(json.total);
    all.entries.push(...entries.map(({ resource, search }) => JSON.stringify([search.mode, resource])));
    next = status === 200 ? linkOf({ ...answer, status, json }, 'next') : undefined;
  }
  // What comes with one page comes with another, too, and what is found on one comes with another.
  const matches = all.entries.filter((each) => each.startsWith('["match"'));
  const included = [...new Set(all.entries)].filter((each) => !each.startsWith('["match"')).sort();
  const found = url.includes('_sort=') ? matches : matches.sort();
  const isOnePage = all.totals.length === 1;
  return { ...all, entries: [...found, ...(isOnePage || url.includes('_sort=') ? included : [])] };
}

test('a search answers what a search of nothing but the visible resources answers', async () => {
  fill(endpoint.datastoreId, DATA);
  let differing = 0;
  let withEntries = 0;
  for (let round = 0; round < 25; round++) {
    const held = Array.from({ length: pick([1, 2, 3]) }, () => pick(SCOPES));
    const visible = DATA.filter((each) => held.some(([, sees]) => sees(each)));
    const { datastoreId } = healthLake.declareDatastore({ name: `visible-${round}` });
    fill(datastoreId, visible);
    const scope = held.map(([text]) => text).join(' ');
    endpoint.allow({ scope, patient: 'me' });
    for (let at = 0; at < 16; at++) {
      const type = pick(Object.keys(CRITERIA));
      const asked = `${type}?${query(type)}`;
      const theirs = await answered(asked, BEARER);
      if (theirs.status === 403) {
        // The scopes do not let this type be searched at all.
        expect([scope, asked, visible.filter(isOf(type))]).toEqual([scope, asked, []]);
        continue;
      }
      const expected = await answered(endpoint.url.replace(endpoint.datastoreId, datastoreId) + asked, {});
      expect({ scope, asked, answer: theirs }).toEqual({ scope, asked, answer: expected });
      if (expected.entries.length > 0) withEntries++;
      if (visible.length < DATA.length) differing++;
    }
  }
  // It is not all empty, and not all visible.
  expect(withEntries).toBeGreaterThan(40);
  expect(differing).toBeGreaterThan(100);
}, 120_000);
