import { expect, test } from '@jest/globals';
import { referencedType } from '../../../fhir/r4/references.ts';

test.each([
  ['Patient/1', 'Patient'],
  ['Patient/1/_history/2', 'Patient'],
  ['https://example.org/fhir/Patient/1', 'Patient'],
  ['https://example.org/Patient/1/_history/2', 'Patient'],
  ['https://example.org/other', ''],
  ['#contained', ''],
  ['#', ''],
  ['urn:uuid:C757873d-ec9a-4326-a141-556f43239520', ''],
  ['urn:oid:1.2.3', ''],
  ['ftp://example.org/a', ''],
  ['Practitioner?identifier=http://a/b|1', 'Practitioner'],
  ['Practitioner?', undefined],
  ['Patient', undefined],
  ['Patient/', undefined],
  ['Patient/a_b', undefined],
  ['Patient/1/2', undefined],
  ['patient/1', undefined],
  ['/Patient/1', undefined],
  ['urn:uuid:1', undefined],
  ['urn:oid:a', undefined],
  [' ', undefined],
])('%s refers to %s', (reference, type) => {
  expect(referencedType(reference)).toBe(type);
});
