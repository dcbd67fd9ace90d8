import { expect, test } from '@jest/globals';
import type { Verdict } from '../../../fhir/validate/validate.ts';
import { openTestValidator } from '../../support/open-test-validator.ts';
import { MUTATIONS, mutated, NOT_CAUGHT } from '../mutations.ts';
import { RIGHT_RESOURCES } from '../right-resources.ts';

const validator = await openTestValidator({ unknownProfiles: 'ignore' });

/** Under strict: the places and texts of errors. */
const errorsOf = (resource: object | string): string[] =>
  (
    validator.check(Buffer.from(typeof resource === 'string' ? resource : JSON.stringify(resource)), 'strict')
      .errors ?? []
  ).map(
    ({ location = [], diagnostics }) =>
      `${location[0] ?? ''} ${/Constraint failed: ([\w-]+)/.exec(diagnostics)?.[1] ?? diagnostics}`,
  );

test.each(Object.entries(RIGHT_RESOURCES))('the %s keeps the invariants, too', (_name, resource) => {
  expect(errorsOf(resource)).toEqual([]);
});

test('what structure-only refuses, strict refuses', () => {
  expect(MUTATIONS.filter((mutation) => errorsOf(mutated(mutation)).length === 0)).toEqual([]);
});

const {
  patient = {},
  observation = {},
  condition = {},
  questionnaire = {},
  bundle = {},
  medicationRequest = {},
} = RIGHT_RESOURCES;
const organization = { resourceType: 'Organization', id: 'o', name: 'x' };

test.each<[key: string, resource: object, error: string]>([
  [
    'ext-1',
    { ...patient, extension: [{ url: 'x', valueString: 'x', extension: [{ url: 'y', valueString: 'z' }] }] },
    'Patient.extension[0] ext-1',
  ],
  ['ext-1 with neither', { ...patient, extension: [{ url: 'x' }] }, 'Patient.extension[0] ext-1'],
  [
    'ref-1',
    { ...patient, managingOrganization: { reference: '#nobody' } },
    'Patient.managingOrganization ref-1',
  ],
  ['dom-2', { ...patient, contained: [{ ...organization, contained: [organization] }] }, 'Patient dom-2'],
  ['dom-3', { ...patient, managingOrganization: undefined }, 'Patient dom-3'],
  ['dom-4', { ...patient, contained: [{ ...organization, meta: { versionId: '1' } }] }, 'Patient dom-4'],
  [
    'dom-5',
    { ...patient, contained: [{ ...organization, meta: { security: [{ code: 'x' }] } }] },
    'Patient dom-5',
  ],
  ['pat-1', { ...patient, contact: [{ gender: 'male' }] }, 'Patient.contact[0] pat-1'],
  [
    'per-1',
    { ...condition, onsetPeriod: { start: '2020-01-02', end: '2020-01-01' } },
    'Condition.onset per-1',
  ],
  ['con-4', { ...condition, clinicalStatus: undefined, verificationStatus: undefined }, 'Condition con-4'],
  ['obs-6', { ...observation, dataAbsentReason: { text: 'x' } }, 'Observation obs-6'],
  [
    'obs-3',
    { ...observation, referenceRange: [{ appliesTo: [{ text: 'x' }] }] },
    'Observation.referenceRange[0] obs-3',
  ],
  [
    'obs-7',
    { ...observation, component: [{ code: observation.code, valueString: 'x' }] },
    'Observation obs-7',
  ],
  ['qty-3', { ...observation, valueQuantity: { value: 1, code: 'mm' } }, 'Observation.value qty-3'],
  [
    'sqty-1, of the profile that the type of an element names,',
    { ...observation, referenceRange: [{ low: { value: 1, comparator: '<' } }] },
    'Observation.referenceRange[0].low sqty-1',
  ],
  [
    'sqty-1 in a data type',
    { ...observation, valueQuantity: undefined, valueRange: { high: { value: 1, comparator: '<' } } },
    'Observation.value.high sqty-1',
  ],
  [
    'sqty-1 in a choice of types',
    {
      ...medicationRequest,
      dosageInstruction: [{ doseAndRate: [{ doseQuantity: { value: 1, comparator: '>=' } }] }],
    },
    'MedicationRequest.dosageInstruction[0].doseAndRate[0].dose sqty-1',
  ],
  [
    'an id of an element that is there twice',
    { ...patient, name: [{ id: 'x', family: 'Doe' }], _gender: { id: 'x' } },
    "Patient.gender The id 'x' is that of another element of the resource, too",
  ],
  [
    'an id of an extension that is there twice',
    {
      ...patient,
      extension: [
        { id: 'x', url: 'http://a', valueCode: 'a' },
        { id: 'x', url: 'http://a', valueCode: 'a' },
      ],
    },
    "Patient.extension[1] The id 'x' is that of another element of the resource, too",
  ],
  [
    'que-2',
    {
      ...questionnaire,
      item: [
        { linkId: '1', type: 'string' },
        { linkId: '1', type: 'string' },
      ],
    },
    'Questionnaire que-2',
  ],
  ['que-1', { ...questionnaire, item: [{ linkId: '1', type: 'group' }] }, 'Questionnaire.item[0] que-1'],
  ['bdl-1', { ...bundle, total: 1 }, 'Bundle bdl-1'],
  [
    'an invariant of an entry',
    {
      ...bundle,
      entry: [
        {
          fullUrl: 'http://a/Organization/o',
          resource: { resourceType: 'Organization', id: 'o', active: true },
        },
      ],
    },
    'Bundle.entry[0].resource org-1',
  ],
  [
    'an invariant of one element',
    { ...organization, telecom: [{ system: 'phone', value: '1', use: 'home' }] },
    'Organization.telecom[0] org-3',
  ],
  [
    'bdl-11, whose answer is empty where there is no entry',
    {
      ...bundle,
      type: 'document',
      identifier: { value: 'x' },
      timestamp: '2020-01-01T00:00:00Z',
      entry: undefined,
    },
    'Bundle bdl-11',
  ],
  ['cpt-2', { ...patient, telecom: [{ value: '1' }] }, 'Patient.telecom[0] cpt-2'],
])('%s is checked under strict', (_key, resource, error) => {
  expect(errorsOf(resource)).toEqual(
    expect.arrayContaining([expect.stringMatching(error.replaceAll(/[[\].]/g, '\\$&'))]),
  );
});

test('strict catches what structure-only leaves to invariants', () => {
  const left = NOT_CAUGHT.filter(({ why }) => why.includes('invariant'));
  expect(left).not.toEqual([]);
  expect(left.filter((mutation) => errorsOf(mutated(mutation)).length === 0)).toEqual([]);
});

test('who acts on behalf of an organization may be unknown', () => {
  const careTeam = (member?: object): object => ({
    resourceType: 'CareTeam',
    id: 'c',
    participant: [{ ...(member && { member }), onBehalfOf: { reference: 'Organization/1' } }],
  });
  expect(errorsOf(careTeam())).toEqual([]);
  expect(errorsOf(careTeam({ reference: 'Practitioner/1' }))).toEqual([]);
  expect(errorsOf(careTeam({ reference: 'Patient/1' }))).toEqual(['CareTeam.participant[0] ctm-1']);
});

test('dates of different precision that may be in order are', () => {
  expect(errorsOf({ ...condition, onsetPeriod: { start: '2020-01-02', end: '2020-01' } })).toEqual([]);
});

test('a profile that is not loaded refuses the line, unless it is to be ignored', async () => {
  const line = Buffer.from(
    JSON.stringify({ ...organization, meta: { profile: ['http://example.org/p|1'] } }),
  );
  const strict = await openTestValidator();
  expect(strict.check(line, 'strict').errors).toMatchObject([
    {
      diagnostics: "Profile reference 'http://example.org/p|1' has not been checked because it is unknown",
      location: ['Organization'],
    },
  ]);
  expect(strict.check(line, 'structure-only').errors).toBeUndefined();
  expect(validator.check(line, 'strict').errors).toBeUndefined();
});

test("R4's own profiles are known", async () => {
  const strict = await openTestValidator();
  const claim = (profile: string): unknown =>
    strict.check(Buffer.from(JSON.stringify({ ...observation, meta: { profile: [profile] } })), 'strict')
      .errors;
  expect(claim('http://hl7.org/fhir/StructureDefinition/Observation')).toBeUndefined();
  expect(claim('http://hl7.org/fhir/StructureDefinition/bmi')).toContainEqual(
    expect.objectContaining({
      diagnostics: expect.stringContaining(
        "Slice 'Observation.code.coding:BMICode': a matching slice is required",
      ),
    }),
  );
});

test.each<[claim: string, resource: object, error: RegExp | undefined]>([
  ['Patient', { resourceType: 'Patient' }, undefined],
  ['Patient|4.0.1', { resourceType: 'Patient' }, undefined],
  ['DomainResource', { resourceType: 'Patient' }, undefined],
  ['Resource|4.0.1', { resourceType: 'Patient' }, undefined],
  ['Resource', { resourceType: 'Bundle', type: 'collection' }, undefined],
  ['DomainResource', { resourceType: 'Bundle', type: 'collection' }, /is of DomainResource, not of Bundle$/],
  ['Observation', { resourceType: 'Patient' }, /is of Observation, not of Patient$/],
  ['Observation|4.0.1', { resourceType: 'Patient' }, /is of Observation, not of Patient$/],
  ['HumanName', { resourceType: 'Patient' }, /is of HumanName, not of Patient$/],
  ['Patient|5.0.0', { resourceType: 'Patient' }, /is unknown: version 5.0.0 is meant, and 4.0.1 loaded$/],
  ['Nothing', { resourceType: 'Patient' }, /is unknown$/],
])('a claim of %s by %j is decided', async (claim, resource, error) => {
  const meta = { profile: [`http://hl7.org/fhir/StructureDefinition/${claim}`] };
  const line = Buffer.from(JSON.stringify({ ...resource, id: 'a', meta }));
  const textsOf = ({ errors = [] }: Verdict): string[] => errors.map(({ diagnostics }) => diagnostics);
  const exact = await openTestValidator();
  expect(textsOf(exact.check(line, 'strict'))).toEqual(error ? [expect.stringMatching(error)] : []);
  const latest = await openTestValidator({ profileVersions: 'latest-loaded' });
  const isRefused = error && !claim.endsWith('|5.0.0');
  expect(textsOf(latest.check(line, 'strict'))).toEqual(isRefused ? [expect.stringMatching(error)] : []);
});

test('minimal stores what only searches would miss, with the reasons, and skips the rest', () => {
  const verdict = (resource: object | string): unknown =>
    validator.check(
      Buffer.from(typeof resource === 'string' ? resource : JSON.stringify(resource)),
      'minimal',
    );
  expect(verdict({ ...patient, foo: 1, gender: 'x', link: [{ type: 'seealso' }] })).not.toHaveProperty(
    'searchIssues',
  );
  expect(verdict({ ...patient, birthDate: '2020-02-30' })).toMatchObject({
    id: 'p1',
    searchIssues: [{ location: ['Patient.birthDate'] }],
  });
  expect(verdict('{"resourceType":"Patient","id":"a","id":"b"}')).toHaveProperty('errors');
  expect(verdict({ resourceType: 'Patient' })).toHaveProperty('errors');
});
