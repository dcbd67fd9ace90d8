import { expect, test } from '@jest/globals';
import { buildModel } from '../../../fhir/build/build-model.ts';
import type { Definition, ElementDefinition } from '../../../fhir/definitions/definitions.ts';
import { explainer } from '../../../fhir/r4/explain.ts';
import { byteTables } from '../../../fhir/build/byte-tables.ts';
import { createByteJudge } from '../../../fhir/bytes/byte-judge.ts';
import { decodedCheck } from '../../../fhir/bytes/decoded.ts';
import { readTables, written } from '../../../fhir/bytes/tables.ts';
import { isPlain } from '../bytes/is-plain.ts';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

interface TestElement extends Pick<ElementDefinition, 'min' | 'max' | 'binding' | 'contentReference'> {
  path: string;
  types?: string[];
  targets?: string[];
}

function structure(
  type: string,
  kind: 'primitive-type' | 'complex-type' | 'resource',
  elements: readonly TestElement[],
): Definition {
  return {
    resourceType: 'StructureDefinition',
    url: `${CORE}${type}`,
    name: type,
    type,
    kind,
    abstract: false,
    derivation: 'specialization',
    snapshot: {
      element: [
        { path: type },
        ...elements.map(({ types, targets, path, ...rest }) => ({
          path: `${type}.${path}`,
          min: 0,
          max: '1',
          ...rest,
          ...(types && {
            type: types.map((code) => ({
              code,
              ...(targets && { targetProfile: targets.map((to) => CORE + to) }),
            })),
          }),
        })),
      ],
    },
  };
}

const DEFINITIONS: Definition[] = [
  ...['string', 'code', 'boolean', 'integer', 'id', 'uri'].map((type) =>
    structure(type, 'primitive-type', []),
  ),
  structure('Element', 'complex-type', [
    { path: 'id', types: ['http://hl7.org/fhirpath/System.String'] },
    { path: 'extension', max: '*', types: ['Extension'] },
  ]),
  structure('Extension', 'complex-type', [
    { path: 'url', min: 1, types: ['http://hl7.org/fhirpath/System.String'] },
    { path: 'value[x]', types: ['string', 'boolean'] },
  ]),
  structure('Reference', 'complex-type', [{ path: 'reference', types: ['string'] }]),
  structure('CodeableConcept', 'complex-type', [
    { path: 'coding', max: '*', types: ['Coding'] },
    { path: 'text', types: ['string'] },
  ]),
  structure('Coding', 'complex-type', [
    { path: 'system', types: ['string'] },
    { path: 'code', types: ['code'] },
  ]),
  structure('Other', 'resource', [{ path: 'id', types: ['http://hl7.org/fhirpath/System.String'] }]),
  structure('Thing', 'resource', [
    { path: 'id', types: ['http://hl7.org/fhirpath/System.String'] },
    { path: 'status', min: 1, types: ['code'], binding: { strength: 'required', valueSet: 'statuses|1' } },
    { path: 'label', max: '*', types: ['string'] },
    { path: 'kind', types: ['CodeableConcept'], binding: { strength: 'required', valueSet: 'statuses' } },
    { path: 'value[x]', types: ['string', 'integer', 'boolean'] },
    { path: 'part', max: '*', types: ['BackboneElement'] },
    { path: 'part.name', min: 1, types: ['string'] },
    { path: 'part.part', max: '*', contentReference: '#Thing.part' },
    { path: 'owner', types: ['Reference'], targets: ['Other'] },
    { path: 'inner', max: '*', types: ['Resource'] },
    { path: 'open', types: ['code'], binding: { strength: 'required', valueSet: 'unknown' } },
  ]),
  {
    resourceType: 'ValueSet',
    url: 'statuses',
    compose: { include: [{ system: 's', concept: [{ code: 'on' }, { code: 'off' }] }] },
  },
];

const EXTENSION = { url: 'http://example.org/a', valueString: 'b' };

/** As it would be parsed: members that are undefined are not there. */
const thingWith = (members: object): Record<string, unknown> =>
  JSON.parse(JSON.stringify({ resourceType: 'Thing', status: 'on', ...members })) as Record<string, unknown>;

const model = buildModel(DEFINITIONS);
const judge = createByteJudge(readTables(written(byteTables(model))), decodedCheck);
const explain = explainer(model);

test('value sets that cannot be listed are named, and not checked', () => {
  expect(model.unlisted).toEqual(['unknown']);
});

test.each<object>([
  {},
  { id: 'a', label: ['x'], open: 'anything' },
  { valueString: 'x' },
  { valueBoolean: false },
  { _status: { extension: [EXTENSION] } },
  { part: [{ name: 'x', part: [{ name: 'y' }] }] },
  { owner: { reference: 'Other/1' } },
  { owner: { reference: '#x' } },
  { owner: { reference: 'https://example.org/Thing2/1' } },
  {
    kind: {
      coding: [
        { system: 'x', code: 'y' },
        { system: 's', code: 'on' },
      ],
    },
  },
  { inner: [{ resourceType: 'Other' }, { resourceType: 'Thing', status: 'on' }] },
])('%j is plainly right, and has no faults', (members) => {
  const thing = thingWith(members);
  expect({ plain: isPlain(judge, thing), faults: explain(thing) }).toEqual({ plain: true, faults: [] });
});

test.each<object>([
  { label: [null, 'x'], _label: [{ extension: [EXTENSION] }, null] },
  { _label: [{ extension: [EXTENSION] }] },
  { valueString: 'x', _valueString: { extension: [EXTENSION] } },
  { _valueString: { extension: [EXTENSION] } },
  { _status: { id: 'a' } },
  { status: undefined, _status: { extension: [EXTENSION] } },
])('%j is left by the byte judge to the closer look, which finds it right', (members) => {
  const thing = thingWith(members);
  expect({ plain: isPlain(judge, thing), faults: explain(thing) }).toEqual({ plain: false, faults: [] });
});

test.each<[members: object, path: string, text: string]>([
  [{ status: undefined }, 'Thing', 'Thing.status: minimum required = 1, but only found 0'],
  [
    { status: 'none' },
    'Thing.status',
    "The value provided ('none') is not in the value set statuses, and a code is required from this value set",
  ],
  [{ status: null }, 'Thing.status', 'The property must be a JSON string for type code, not null'],
  [{ status: ['on'] }, 'Thing.status', 'This property must not be an Array: max allowed = 1'],
  [{ other: 1 }, 'Thing', "Unrecognised property '@other'"],
  [{ label: 'x' }, 'Thing.label', 'This property must be an Array, not a string'],
  [
    { label: [] },
    'Thing.label',
    'Array cannot be empty - the property should not be present if it has no values',
  ],
  [{ label: ['x', 1] }, 'Thing.label[1]', 'The property must be a JSON string for type string, not a number'],
  [
    { label: ['x', null] },
    'Thing.label[1]',
    'This property must not be null: it needs a value or an extension',
  ],
  [{ valueString: 'x', valueInteger: 1 }, 'Thing', 'Thing.value[x]: max allowed = 1, but found 2'],
  [{ valueInteger: 1.5 }, 'Thing.value', "Not a valid integer (a whole number of 32 bits): found '1.5'"],
  [{ valueCode: 'x' }, 'Thing', "Unrecognised property '@valueCode'"],
  [{ part: [{}] }, 'Thing.part[0]', 'Element must have some content'],
  [
    { part: [{ name: 'x' }, { name: 'x', part: [{ part: [{ name: 'y' }] }] }] },
    'Thing.part[1].part[0]',
    'Thing.part.part.name: minimum required = 1, but only found 0',
  ],
  [
    { owner: { reference: 'Thing/1' } },
    'Thing.owner',
    'The reference is to Thing, but only Other is allowed here',
  ],
  [
    { owner: { reference: 'Nothing/1' } },
    'Thing.owner',
    "The reference 'Nothing/1' is none: Type/id, Type?criteria, #id, a URL or a URN",
  ],
  [{ owner: 'Other/1' }, 'Thing.owner', 'This property must be an Object, not a string'],
  [
    { _label: [{ extension: [EXTENSION] }], label: [null, null] },
    'Thing.label[1]',
    'This property must not be null: it needs a value or an extension',
  ],
  [{ _valueString: { id: 'a' } }, 'Thing.value', 'Element must have some content'],
  [
    { _valueString: { extension: [EXTENSION] }, valueBoolean: true },
    'Thing',
    'Thing.value[x]: max allowed = 1, but found 2',
  ],
  [{ _part: {} }, 'Thing', "Unrecognised property '@_part'"],
  [
    { kind: { text: 'x' } },
    'Thing.kind',
    'No code is provided, so it is not in the value set statuses, and a code is required from this value set',
  ],
  [
    { kind: { coding: [{ system: 'x', code: 'on' }] } },
    'Thing.kind',
    "None of the codings provided ('x#on') is not in the value set statuses, and a code is required from this value set",
  ],
  [{ inner: [{ resourceType: 'None' }] }, 'Thing.inner[0]', "Unknown resource type 'None'"],
  [{ inner: [{}] }, 'Thing.inner[0]', 'Missing required resourceType field in resource json'],
])('%j is wrong, at %s: %s', (members, path, text) => {
  const thing = thingWith(members);
  expect(isPlain(judge, thing)).toBe(false);
  expect(explain(thing).map((fault) => [fault.path, fault.text])).toContainEqual([path, text]);
});
