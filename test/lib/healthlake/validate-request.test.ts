import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { OperationName } from '../../../lib/healthlake/model.ts';
import { OPERATIONS, shapeOf } from '../../../lib/healthlake/model.ts';
import { validateRequest, validationMessage } from '../../../lib/healthlake/validate-request.ts';
import { casesOf, requestCases, valid } from './model-requests.ts';

const OPERATION_NAMES = Object.keys(OPERATIONS) as OperationName[];

/** Any valid value of a shape: optional members may be absent, texts are one of those just inside. */
function anyValid(shapeName: string): fc.Arbitrary<unknown> {
  const shape = shapeOf(shapeName);
  const inside = casesOf(shapeName).filter(({ rule, wrongType }) => rule === undefined && !wrongType);
  if (shape.type === 'list')
    return fc.array(anyValid(shape.member), { minLength: shape.min ?? 0, maxLength: 5 });
  if (shape.type !== 'structure')
    return fc.constantFrom(valid(shapeName), ...inside.map(({ value }) => value));
  const required = shape.union ? Object.keys(shape.members) : [...shape.required];
  return fc.record(
    Object.fromEntries(Object.entries(shape.members).map(([name, member]) => [name, anyValid(member)])),
    { requiredKeys: required },
  );
}

describe('validateRequest', () => {
  test.each(OPERATION_NAMES)('accepts every valid request of %s', (operation) => {
    fc.assert(
      fc.property(anyValid(OPERATIONS[operation].input), (request) => {
        expect(validateRequest(operation, request)).toEqual([]);
      }),
    );
  });

  test('refuses a single mutation for the mutated member, and for nothing else', () => {
    const mutations = requestCases().filter(({ rule, wrongType }) => rule !== undefined || wrongType);
    for (const { operation, path, request, rule } of mutations) {
      const violations = validateRequest(operation, request);
      expect(violations.map((violation) => violation.path)).toContain(path);
      expect(new Set(violations.map((violation) => violation.path)).size).toBe(1);
      if (rule !== undefined) expect(validationMessage(violations)).toContain(rule);
    }
  });

  test('ignores unknown members and takes null for absent', () => {
    expect(validateRequest('ListFHIRDatastores', { Filter: null, Other: [{}] })).toEqual([]);
  });

  test('names a list of texts with all that its members must satisfy', () => {
    const request = { ...(valid('UntagResourceRequest') as object), TagKeys: ['fine', ''] };
    expect(validationMessage(validateRequest('UntagResource', request))).toBe(
      "1 validation error detected: Value '[fine, ]' at 'tagKeys' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: ^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$]",
    );
  });

  test('words several violations as the service does', () => {
    const request = {
      ...(valid('StartFHIRImportJobRequest') as object),
      InputDataConfig: { S3Uri: 's3://No/' },
      DatastoreId: undefined,
    };
    expect(validationMessage(validateRequest('StartFHIRImportJob', request))).toBe(
      "2 validation errors detected: Value 's3://No/' at 'inputDataConfig.s3Uri' failed to satisfy constraint: Member must satisfy regular expression pattern: s3://[a-z0-9][\\.\\-a-z0-9]{1,61}[a-z0-9](/.*)?; Value null at 'datastoreId' failed to satisfy constraint: Member must not be null",
    );
  });

  test('counts characters, not UTF-16 units', () => {
    const name = '𝒜'.repeat(64);
    const request = { ...(valid('StartFHIRExportJobRequest') as object), JobName: name };
    expect(validateRequest('StartFHIRExportJob', request)).toEqual([]);
    expect(validateRequest('StartFHIRExportJob', { ...request, JobName: `${name}b` })).toHaveLength(1);
  });

  test('takes a Date where the SDK has one', () => {
    expect(validateRequest('ListFHIRImportJobs', { DatastoreId: 'd', SubmittedAfter: new Date(0) })).toEqual(
      [],
    );
  });

  test.each([1e20, -1e20, 8.64e12 + 1, NaN, new Date(NaN)])(
    'refuses the time %s, which no Date can hold: a list by it would be the list without it',
    (SubmittedAfter) => {
      expect(validateRequest('ListFHIRImportJobs', { DatastoreId: 'd', SubmittedAfter })).toMatchObject([
        { path: 'submittedAfter', kind: 'type' },
      ]);
    },
  );
});
