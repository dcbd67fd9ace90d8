import { expect, test } from '@jest/globals';
import { targetType } from '../../../fhir/r4/line-references.ts';
import { r4Folder } from '../../../fhir/r4-folder.ts';
import { loadR4 } from '../../../fhir/r4/load-r4.ts';
import type { ElementType } from '../../../fhir/definitions/model.ts';
import { isPlain } from '../bytes/is-plain.ts';
import { resourceMaker } from '../made-resources.ts';

const container = {
  resourceType: 'Observation',
  contained: [
    { resourceType: 'Patient', id: 'p' },
    { resourceType: 'Medication', id: 'm' },
  ],
};
const bundle = {
  resourceType: 'Bundle',
  entry: [
    { fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520', resource: { resourceType: 'Patient' } },
    { fullUrl: 'http://example.org/other', resource: { resourceType: 'Group' } },
    { fullUrl: 'http://example.org/Patient/1', resource: { resourceType: 'Practitioner' } },
    { fullUrl: 'http://example.org/Patient/1', resource: { resourceType: 'Device' } },
    { fullUrl: 'urn:oid:1.2.3' },
  ],
};
const filler = Array.from({ length: 20 }, (_, at) => ({ id: `x${at}`, fullUrl: `urn:oid:1.${at}` }));

test.each([
  ['#p', 'Patient'],
  ['#m', 'Medication'],
  ['#', 'Observation'],
  ['#nobody', ''],
  ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520', 'Patient'],
  ['urn:uuid:c757873d-ec9a-4326-a141-556f43239521', ''],
  ['urn:oid:1.2.3', ''],
  ['http://example.org/other', 'Group'],
  ['http://example.org/Patient/1', 'Practitioner'],
  ['http://example.org/Patient/2', 'Patient'],
  ['Patient/1', 'Patient'],
  ['urn:uuid:1', undefined],
  ['nothing', undefined],
])('%s is to %s, by what stands on the line, in short lists and in long ones', (reference, type) => {
  const long = {
    container: { ...container, contained: [...container.contained, ...filler] },
    bundle: { ...bundle, entry: [...bundle.entry, ...filler] },
  };
  expect([targetType(reference, { container, bundle }), targetType(reference, long)]).toEqual([type, type]);
});

test('what surrounds a reference may be anything', () => {
  for (const odd of [
    undefined,
    null,
    1,
    [],
    {},
    { contained: 1, entry: 1 },
    { contained: [null], entry: [[]] },
  ])
    expect(targetType('#a', { container: odd, bundle: odd })).toBe('');
});

const r4 = loadR4(await r4Folder());
const model = r4.model();
const made = resourceMaker(model, 1);

const limited = Object.entries(model.types).flatMap(([type, { isResource, elements }]) =>
  isResource
    ? elements.flatMap(({ isList, types }) =>
        types.flatMap((each) =>
          each.targets && types.length === 1 ? [{ type, isList, element: each }] : [],
        ),
      )
    : [],
);

/** A resource whose element refers to a contained resource of some type: the places of its errors. */
function placesOf(type: string, { property }: ElementType, isList: boolean, target: string): string[] {
  const contained = [{ ...made(target), contained: undefined, meta: undefined, text: undefined, id: 'c' }];
  const reference = { reference: '#c' };
  const resource = { ...made(type), contained, [property]: isList ? [reference] : reference };
  const parsed = JSON.parse(JSON.stringify(resource)) as Record<string, unknown>;
  const places = r4.explain(parsed).map(({ path }) => path);
  expect(isPlain(r4.judge, parsed)).toBe(places.length === 0);
  return places;
}

test('every element of every type that limits a reference limits one to a contained resource, too', () => {
  expect(limited.length).toBeGreaterThan(400);
  for (const { type, isList, element } of limited) {
    const [allowed = ''] = element.targets ?? [];
    const forbidden = ['Medication', 'Patient', 'Location', 'Linkage'].find(
      (each) => !element.targets?.includes(each),
    );
    const place = `${type}.${element.property}${isList ? '[0]' : ''}`;
    expect([place, ...placesOf(type, element, isList, allowed)]).toEqual([place]);
    if (forbidden !== undefined)
      expect([place, ...placesOf(type, element, isList, forbidden)]).toEqual([place, place]);
  }
});
