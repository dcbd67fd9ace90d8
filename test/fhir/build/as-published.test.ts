import { expect, test } from '@jest/globals';
import { asPublished } from '../../../fhir/build/as-published.ts';
import type { ElementDefinition, StructureDefinition } from '../../../fhir/definitions/definitions.ts';

const ofPatient = (path: string, rest: Partial<ElementDefinition> = {}): ElementDefinition => ({
  path: `Patient.${path}`,
  base: { path: `Patient.${path}`, min: 0, max: '1' },
  ...rest,
});

const inherited = (path: string, base: string): ElementDefinition =>
  ofPatient(path, { base: { path: base, min: 0, max: '1' } });

const patient = (
  snapshot: ElementDefinition[],
  differential: ElementDefinition[],
  rest: Partial<StructureDefinition> = {},
): StructureDefinition => ({
  resourceType: 'StructureDefinition',
  url: 'http://hl7.org/fhir/StructureDefinition/Patient',
  name: 'Patient',
  type: 'Patient',
  kind: 'resource',
  abstract: false,
  derivation: 'specialization',
  snapshot: { element: [{ path: 'Patient' }, ...snapshot] },
  differential: { element: [{ path: 'Patient' }, ...differential] },
  ...rest,
});

const published = (...definition: Parameters<typeof patient>): ElementDefinition[] =>
  asPublished([patient(...definition)]).flatMap(
    (each) => (each as StructureDefinition).snapshot?.element.slice(1) ?? [],
  );

const paths = (elements: readonly ElementDefinition[]): string[] => elements.map(({ path }) => path);

test('what was added to a snapshot is taken away, with the elements in it', () => {
  const added = [ofPatient('bot'), ofPatient('bot.name'), inherited('bot.id', 'Element.id')];
  const kept = [ofPatient('active'), inherited('id', 'Resource.id'), ofPatient('link')];
  const within = inherited('link.id', 'Element.id');
  expect(paths(published([...kept, ...added, within], [ofPatient('active'), ofPatient('link')]))).toEqual([
    'Patient.active',
    'Patient.id',
    'Patient.link',
    'Patient.link.id',
  ]);
});

test('what was taken from a snapshot is put back', () => {
  expect(paths(published([], [ofPatient('animal')]))).toEqual(['Patient.animal']);
});

test('cardinality, types and bindings of R4 are those of the differential', () => {
  const r4 = { strength: 'required', valueSet: 'http://r4|4.0.1' };
  const r5 = { strength: 'required', valueSet: 'http://r5|5.0.0' };
  const constraint = [{ key: 'ele-1', severity: 'error' }];
  expect(
    published(
      [ofPatient('a', { min: 0, max: '*', binding: r5, constraint }), ofPatient('b', { binding: r4 })],
      [
        ofPatient('a', { min: 1, max: '1', type: [{ code: 'code' }], binding: r4 }),
        ofPatient('b', { binding: r5 }),
      ],
    ),
  ).toMatchObject([{ min: 1, max: '1', type: [{ code: 'code' }], binding: r4, constraint }, { binding: r4 }]);
});

test('a type of a later version is left out, and a profile is as it is', () => {
  const profile = patient([ofPatient('x')], [], { derivation: 'constraint' });
  expect(asPublished([patient([], [], { fhirVersion: '4.3.0' }), profile])).toEqual([profile]);
});
