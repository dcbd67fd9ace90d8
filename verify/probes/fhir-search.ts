import { about, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import { TAG_SYSTEM } from '../bench/bench.ts';
import { put, statuses } from './fhir-interactions.ts';

/** A patient with what belongs to it, and something that is only referred to. */
const family = (bench: Bench): Promise<void> =>
  bench.once('patient with observations', async () => {
    const meta = bench.patient('x').meta;
    await bench.fhir('PUT', `Practitioner/${bench.id('doctor')}`, {
      body: { resourceType: 'Practitioner', id: bench.id('doctor'), meta },
    });
    await put(bench, 'whole', {
      generalPractitioner: [{ reference: `Practitioner/${bench.id('doctor')}` }],
    });
    for (const [name, date] of [
      ['dated', { effectiveDateTime: '2025-06-01' }],
      ['undated', {}],
    ] as const)
      await bench.fhir('PUT', `Observation/${bench.id(name)}`, {
        body: {
          resourceType: 'Observation',
          id: bench.id(name),
          meta,
          status: 'final',
          code: { text: 'x' },
          subject: { reference: `Patient/${bench.id('whole')}` },
          ...date,
        },
      });
  });

const everything = async (bench: Bench, query: string): Promise<string> => {
  await family(bench);
  const { json } = await bench.fhir('GET', `Patient/${bench.id('whole')}/$everything${query}`);
  return (json.entry ?? [])
    .map(({ resource }) => resource?.id?.slice(bench.id('').length) ?? '')
    .sort()
    .join(', ');
};

const searched = async (bench: Bench, query: string): Promise<string[]> => {
  const { json } = await bench.fhir('GET', query);
  return (json.entry ?? []).map(({ resource }) => resource?.id?.slice(bench.id('').length) ?? '');
};

export const FHIR_SEARCH = [
  ...about('Search', {
    'order-and-totals': [
      'Resources come in the order of their last writes, or as `_sort` has it; a list without criteria comes in the order of the ids. A page has 100 where `_count` is not given; `total` is there with `_total=accurate` and `_summary=count` only.',
      writes('zebra, apple; no total, with _total=accurate a total', async (bench) => {
        for (const name of ['zebra', 'apple']) await put(bench, name, { birthDate: '1881-08-01' });
        const criteria = `Patient?birthdate=1881-08-01&_tag=${TAG_SYSTEM}|${bench.runId}`;
        const order = await searched(bench, criteria);
        const hasTotal = async (more: string): Promise<string> =>
          (await bench.fhir('GET', `${criteria}${more}`)).json.total === undefined ? 'no' : 'a';
        return `${order.join(', ')}; ${await hasTotal('')} total, with _total=accurate ${await hasTotal('&_total=accurate')} total`;
      }),
    ],
    'unknown-parameters': [
      'An unknown parameter or modifier is 400, never ignored.',
      writes('400, 400', ({ fhir }) =>
        statuses([fhir('GET', 'Patient?favourite-colour=red'), fhir('GET', 'Patient?gender:nearly=male')]),
      ),
    ],
    tokens: [
      'Tokens are compared to the letter. Codes, booleans and texts say no system: `|final` finds them. A code is found by the one system of its required value set, too (FHIR R4: it is implicit), and by no other: `http://hl7.org/fhir/observation-status|final`.',
      writes('final 1, |final 1, its system 1, another 0, FINAL 0', async (bench) => {
        await family(bench);
        const count = async (token: string): Promise<number> =>
          (await searched(bench, `Observation?_id=${bench.id('dated')}&status=${encodeURIComponent(token)}`))
            .length;
        const counts = [
          await count('final'),
          await count('|final'),
          await count('http://hl7.org/fhir/observation-status|final'),
        ];
        const none = [await count('http://loinc.org|final'), await count('FINAL')];
        return `final ${counts[0]}, |final ${counts[1]}, its system ${counts[2]}, another ${none[0]}, FINAL ${none[1]}`;
      }),
    ],
    'missing-values': [
      '`:missing` asks for what the parameter compares: a reference by display, identifier or a search alone, and a concept without a code, are missing.',
      writes('a concept of text alone is missing', async (bench) => {
        await family(bench);
        const found = await searched(bench, `Observation?_id=${bench.id('dated')}&code:missing=true`);
        return `a concept of text alone is ${found.length === 1 ? '' : 'not '}missing`;
      }),
    ],
    'other-servers-and-zones': [
      'A reference to another server is not one to this data store, whatever its id; a date without a time zone is UTC.',
      writes('another server 0; 2025-06-01 1, from 2025-06-02 0', async (bench) => {
        await family(bench);
        const of = `Observation?_id=${bench.id('dated')}`;
        const other = await searched(
          bench,
          `${of}&subject=${encodeURIComponent(`https://elsewhere.invalid/Patient/${bench.id('whole')}`)}`,
        );
        const on = await searched(bench, `${of}&date=2025-06-01`);
        const after = await searched(bench, `${of}&date=ge2025-06-02T00:00:00Z`);
        return `another server ${other.length}; 2025-06-01 ${on.length}, from 2025-06-02 ${after.length}`;
      }),
    ],
  }),

  ...about('Operations', {
    'what-everything-has': [
      'What $everything has is R4’s compartment of the patient; what is only referred to from there (practitioners, organizations, medications) is not in it. Each type asks for the right to search: those that the scopes do not reach are left out, and not counted.',
      writes('dated, undated, whole', (bench) => everything(bench, '')),
    ],
    'dates-of-care': [
      '`start` and `end` compare the elements that the guide lists; a resource without its date is left out then, and types for which the guide has NO_DATE are always in.',
      writes('dated, whole', (bench) => everything(bench, '?start=2020-01-01')),
    ],
    'validate-unknown-profile': [
      'A profile that no package has is an issue of $validate, not 404 as the guide says.',
      writes('200 with an error', async (bench) => {
        const profile = 'http://inlet.invalid/StructureDefinition/none';
        const { status, json } = await bench.fhir('POST', `Patient/$validate?profile=${profile}`, {
          body: bench.patient('validated'),
        });
        const isError = (json.issue ?? []).some(({ severity }) => severity === 'error');
        return `${status} with${isError ? '' : 'out'} an error`;
      }),
    ],
  }),
];
