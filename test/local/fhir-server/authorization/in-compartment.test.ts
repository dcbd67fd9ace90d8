import { describe, expect, test } from '@jest/globals';
import { RESOURCE_TYPES } from '../../../../fhir/r4/resource-types.ts';
import { inCompartment } from '../../../../local/fhir-server/authorization/in-compartment.ts';
import { PATIENT_COMPARTMENT } from '../../../../fhir/r4/patient-compartment.ts';

const ENDPOINT = 'http://127.0.0.1:1/datastore/d/r4/';
const isMine = (resource: Record<string, unknown>): boolean => inCompartment(resource, 'me', ENDPOINT);

/** A resource with a reference at an element path; `lists` wraps each step into a list, as elements that repeat are. */
function resourceWith(resourceType: string, path: string, reference: string, lists: boolean) {
  const value = path
    .split('.')
    .reverse()
    .reduce<unknown>((inner, member) => ({ [member]: lists ? [{}, inner] : inner }), { reference });
  return { resourceType, id: 'x', ...(value as object) };
}

const elements = Object.entries(PATIENT_COMPARTMENT).flatMap(([type, paths]) =>
  paths.split(' ').map((path): [string, string] => [type, path]),
);

describe('the patient compartment', () => {
  test.each(elements)('has a %s whose %s is the patient', (type, path) => {
    for (const lists of [false, true]) {
      expect(isMine(resourceWith(type, path, 'Patient/me', lists))).toBe(true);
      expect(isMine(resourceWith(type, path, `${ENDPOINT}Patient/me/_history/3`, lists))).toBe(true);
      for (const other of ['Patient/other', 'Group/me', 'Patient/me2', 'me', '#me', 'urn:uuid:me'])
        expect(isMine(resourceWith(type, path, other, lists))).toBe(false);
      expect(isMine(resourceWith(type, path, 'https://elsewhere.example/r4/Patient/me', lists))).toBe(false);
    }
  });

  test('has the patient, and nobody else of that id', () => {
    expect(isMine({ resourceType: 'Patient', id: 'me' })).toBe(true);
    expect(isMine({ resourceType: 'Practitioner', id: 'me' })).toBe(false);
    expect(isMine({ resourceType: 'Patient', id: 'other' })).toBe(false);
  });

  test('has no place for types that the CompartmentDefinition gives no parameter', () => {
    for (const resourceType of RESOURCE_TYPES.filter((type) => !(type in PATIENT_COMPARTMENT)))
      expect(isMine(resourceWith(resourceType, 'subject', 'Patient/me', false))).toBe(false);
    expect(RESOURCE_TYPES).toEqual(expect.arrayContaining(Object.keys(PATIENT_COMPARTMENT)));
  });

  test.each([
    [null],
    ['Patient/me'],
    [[null]],
    [{ reference: 7 }],
    [{ reference: { reference: 'Patient/me' } }],
  ])('does not take %j for a reference', (subject) => {
    expect(isMine({ resourceType: 'Observation', id: 'x', subject })).toBe(false);
  });
});
