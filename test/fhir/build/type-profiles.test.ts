import { expect, test } from '@jest/globals';
import { buildModel } from '../../../fhir/build/build-model.ts';
import { readDefinitions } from '../../../fhir/build/build-r4.ts';

const definitions = await readDefinitions();
const model = buildModel(definitions);
const structures = definitions.filter((each) => each.resourceType === 'StructureDefinition');

const SIMPLE_QUANTITY = 'http://hl7.org/fhir/StructureDefinition/SimpleQuantity';

test('every profile that the type of an element names in R4 is in the model: SimpleQuantity, of 55 elements', () => {
  const named = structures
    .filter(({ derivation, kind }) => derivation !== 'constraint' && kind !== 'logical')
    .flatMap(({ snapshot }) => snapshot?.element ?? [])
    .flatMap(({ path, type = [] }) =>
      type.flatMap(({ profile = [] }) => profile.map((url) => `${path} ${url}`)),
    );
  const inModel = Object.entries(model.types).flatMap(([type, { elements }]) =>
    elements.flatMap(({ name, types }) =>
      types.flatMap(({ profile }) => (profile ? [`${type}.${name} ${profile.url}`] : [])),
    ),
  );
  expect(named).toHaveLength(55);
  expect(inModel.sort()).toEqual(named.sort());
  expect(named.filter((each) => !each.endsWith(` ${SIMPLE_QUANTITY}`))).toEqual([]);
});

test('what SimpleQuantity demands beyond Quantity is what its invariant says: no comparator', () => {
  const elementsOf = (url: string): unknown[] =>
    structures
      .find((each) => each.url === url)
      ?.snapshot?.element.map(({ path, min, max, binding, type }) => ({ path, min, max, binding, type })) ??
    [];
  const ofQuantity = elementsOf('http://hl7.org/fhir/StructureDefinition/Quantity').map((each) =>
    JSON.stringify(each),
  );
  const more = elementsOf(SIMPLE_QUANTITY).filter((each) => !ofQuantity.includes(JSON.stringify(each)));
  expect(more).toMatchObject([{ path: 'Quantity.comparator', max: '0' }]);
  const [low] =
    model.types['Observation.referenceRange']?.elements.find(({ name }) => name === 'low')?.types ?? [];
  expect(low?.profile?.invariants).toMatchObject([{ key: 'sqty-1', expression: 'comparator.empty()' }]);
});
