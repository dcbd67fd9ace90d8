import type { ValidationLevel } from '@aws-sdk/client-healthlake';
import { about, writes } from '../assumption.ts';
import type { Bench } from '../bench/bench.ts';
import { failedLines, lineOf } from './result-lines.ts';

/** R4's own profile, with a version that nobody has published. */
const VITAL_SIGNS = 'http://hl7.org/fhir/StructureDefinition/vitalsigns';

/** Lines that are wrong in one way each, all imported at each level; each probe looks at its own. */
export const LINES: Readonly<Record<string, (bench: Bench) => string>> = {
  right: ({ patient }) => lineOf(patient('right')),
  'bad json': ({ patient }) => `${lineOf(patient('json')).slice(0, -1)},}`,
  'no id': ({ patient }) => lineOf({ ...patient('x'), id: undefined }),
  'unknown member': ({ patient }) => lineOf(patient('member', { favouriteColour: 'red' })),
  'unknown code': ({ patient }) => lineOf(patient('code', { gender: 'x' })),
  // pat-1: a contact has details or an organization.
  'broken invariant': ({ patient }) => lineOf(patient('invariant', { contact: [{ gender: 'other' }] })),
  'period backwards': ({ patient }) =>
    lineOf(patient('backwards', { name: [{ text: 'x', period: { start: '2021', end: '2020' } }] })),
  'period in doubt': ({ patient }) =>
    lineOf(patient('doubt', { name: [{ text: 'x', period: { start: '2020-01', end: '2020' } }] })),
  'unknown profile': (bench) =>
    lineOf(claiming(bench, 'profile', 'http://inlet.invalid/StructureDefinition/none')),
  'unknown version': (bench) =>
    lineOf({
      ...claiming(bench, 'version', `${VITAL_SIGNS}|9.9.9`),
      resourceType: 'Observation',
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
      subject: { reference: 'Patient/x' },
      effectiveDateTime: '2026-01-01',
      valueString: 'x',
      category: [
        {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
          ],
        },
      ],
    }),
  'key twice': ({ patient }) => lineOf(patient('key')).replace('{', '{"active":true,"active":true,'),
  'half a pair': ({ patient }) => lineOf(patient('half')).replace('{', '{"language":"\\ud800",'),
  'control character': ({ patient }) =>
    lineOf(patient('control', { name: [{ text: 'x' }] })).replace('"x"', '"\\u0001"'),
  'integer 1.0': ({ patient }) =>
    lineOf(patient('integer', { multipleBirthInteger: 1 })).replace('Integer":1', 'Integer":1.0'),
  nested: ({ patient }) => {
    const deep = (level: number): object =>
      level === 0 ? { url: 'x', valueBoolean: true } : { url: 'x', extension: [deep(level - 1)] };
    return lineOf(patient('nested', { extension: [deep(210)] }));
  },
  'conditional reference': ({ patient }) =>
    lineOf(patient('conditional', { managingOrganization: { reference: 'Organization?identifier=x' } })),
  bundle: ({ patient }) =>
    lineOf({ ...patient('bundle'), resourceType: 'Bundle', type: 'collection', entry: [] }),
  'reference to another type': ({ patient }) =>
    lineOf(patient('type', { managingOrganization: { reference: 'Device/x' } })),
  'reference to anything': ({ patient }) =>
    lineOf(
      patient('any', {
        managingOrganization: { reference: 'urn:uuid:6d5c2f0e-0b5b-4b9e-8d0a-1f6d2c9a7b11' },
      }),
    ),
};

const claiming = ({ patient }: Bench, name: string, profile: string) => {
  const made = patient(name);
  return { ...made, meta: { ...made.meta, profile: [profile] } };
};

const imported = (bench: Bench, level: ValidationLevel) =>
  bench.imported(`checks-${level}`, () => ({
    level,
    files: {
      'checks.ndjson': Object.values(LINES)
        .map((line) => `${line(bench)}\n`)
        .join(''),
    },
  }));

/** What became of these lines: `right taken, bad json refused`. */
async function fates(bench: Bench, level: ValidationLevel, names: readonly string[]): Promise<string> {
  const { results } = await imported(bench, level);
  const refused = new Set(failedLines(results, 'checks').map(({ lineId }) => lineId));
  const numbers = Object.keys(LINES);
  return names
    .map((name) => `${name} ${refused.has(numbers.indexOf(name) + 1) ? 'refused' : 'taken'}`)
    .join(', ');
}

const refusesAt = (level: ValidationLevel, refused: readonly string[], taken: readonly string[] = []) =>
  writes(
    [...refused.map((name) => `${name} refused`), ...taken.map((name) => `${name} taken`)].join(', '),
    (bench) => fates(bench, level, [...refused, ...taken]),
  );

export const IMPORT_CHECKS = about('What an import checks', {
  'more-of-bad-json': [
    'Where more can be said of invalid JSON than that, a second issue of severity information says it.',
    writes('error, information', async (bench) => {
      const { results } = await imported(bench, 'structure-only');
      const line = failedLines(results, 'checks').find(
        ({ lineId }) => lineId === Object.keys(LINES).indexOf('bad json') + 1,
      );
      const issue = line?.UpdateResourceResponse?.jsonBlob?.issue ?? [];
      return issue.map(({ severity }) => severity ?? 'none').join(', ');
    }),
  ],
  'strict-adds': [
    'strict adds the invariants of R4 whose severity is error, and the profiles that `meta.profile` claims: R4’s own, and those of the FHIR packages that are named (`fhirPackages`, `inlet local --package`). US Core without a version is 3.1.1.',
    writes('strict: broken invariant refused; structure-only: broken invariant taken', async (bench) => {
      const names = ['broken invariant'];
      return `strict: ${await fates(bench, 'strict', names)}; structure-only: ${await fates(bench, 'structure-only', names)}`;
    }),
  ],
  'minimal-skips': [
    'minimal skips unknown members, cardinality, value sets and narratives; JSON, type and id it demands; what else is wrong is a resource that searches may miss.',
    refusesAt('minimal', ['bad json', 'no id'], ['unknown member', 'unknown code']),
  ],
  'unknown-profiles': [
    'A claimed profile that no package has is an error under strict (`unknownProfiles`).',
    refusesAt('strict', ['unknown profile']),
  ],
  'unknown-versions': [
    'So is a version that none has, unless another may take its place (`profileVersions`).',
    refusesAt('strict', ['unknown version']),
  ],
  'invariants-in-doubt': [
    'An invariant must be true. Only one that hangs on an order that cannot be told, as that of 2020 and 2020-01, has the benefit of the doubt.',
    refusesAt('strict', ['period backwards'], ['period in doubt']),
  ],
  'odd-json': [
    'Keys that are there twice, half a surrogate pair, control characters in a text (but tab, LF and CR), and integers written `1.0` or `1e0` are errors.',
    refusesAt('structure-only', ['key twice', 'half a pair', 'control character', 'integer 1.0']),
  ],
  'deep-nesting': [
    'Elements nested more than 200 levels deep are an error.',
    refusesAt('structure-only', ['nested']),
  ],
  'stored-as-they-are': [
    'Conditional references are stored as they are, and a Bundle as one resource.',
    writes('the reference as it was, the Bundle 200', async (bench) => {
      await imported(bench, 'structure-only');
      const { json } = await bench.fhir('GET', `Patient/${bench.id('conditional')}`);
      const { status } = await bench.fhir('GET', `Bundle/${bench.id('bundle')}`);
      const isSame = JSON.stringify(json.managingOrganization ?? '').includes('Organization?identifier=x');
      return `the reference ${isSame ? 'as it was' : 'otherwise'}, the Bundle ${status}`;
    }),
  ],
  'types-of-references': [
    'The type that a Reference is to is that of what stands on the line (`#id`, entries of the Bundle), or what its text or Reference.type names; otherwise it is not checked.',
    refusesAt('structure-only', ['reference to another type'], ['reference to anything']),
  ],
});
