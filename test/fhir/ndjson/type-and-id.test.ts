import { expect, test } from '@jest/globals';
import { identityIssues } from '../../../fhir/ndjson/type-and-id.ts';

const PATTERN = 'Member must satisfy regular expression pattern:';

test.each([
  [[], 'Invalid JSON found in input file'],
  [null, 'Invalid JSON found in input file'],
  [{ id: 'a' }, 'Missing required resourceType field in resource json'],
  [
    { resourceType: 'Patient123', id: 'a' },
    `1 validation error detected: Value 'Patient123' at 'resourceType' failed to satisfy constraint: ${PATTERN} [A-Za-z]{1,256}`,
  ],
  [{ resourceType: 'Patientt', id: 'a' }, "Unsupported resource type 'Patientt'"],
  [{ resourceType: 'Patient' }, 'Missing required id field in resource json'],
  [
    { resourceType: 'Patient', id: '' },
    `2 validation errors detected: Value '' at 'resourceId' failed to satisfy constraint: ${PATTERN} [A-Za-z0-9-.]{1,64}; Value '' at 'resourceId' failed to satisfy constraint: Member must have length greater than or equal to 1`,
  ],
  [
    { resourceType: 'Patient', id: 'a_b' },
    `1 validation error detected: Value 'a_b' at 'resourceId' failed to satisfy constraint: ${PATTERN} [A-Za-z0-9-.]{1,64}`,
  ],
])('%j is refused in the words of the service', (resource, diagnostics) => {
  expect(identityIssues(resource)[0]).toEqual({ severity: 'error', code: 'processing', diagnostics });
});

test.each([
  [{ resourceType: 'Patient', id: 123 }, 'the id is a number: write it as a JSON string, in quotes'],
  [{ resourceType: 'Patient', id: true }, 'the id is a boolean: write it as a JSON string, in quotes'],
  [{ resourceType: 'Patient', id: ['a'] }, 'the id is an Array: write it as a JSON string, in quotes'],
  [{ resourceType: 1, id: 'a' }, 'the resourceType is a number: write it as a JSON string, in quotes'],
])('of %j it is told that a value is no text', (resource, diagnostics) => {
  expect(identityIssues(resource)[1]).toEqual({ severity: 'information', code: 'processing', diagnostics });
  expect(identityIssues({ resourceType: 'Patient', id: 'a_b' })).toHaveLength(1);
});

test('a supported type with an id is taken', () => {
  expect(identityIssues({ resourceType: 'Patient', id: 'A-1.b' })).toEqual([]);
});
