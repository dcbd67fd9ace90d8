import { expect, test } from '@jest/globals';
import { datastoreArn, parseDatastoreArn } from '../../../lib/healthlake/arns.ts';

test('the ARN of a data store and its parts lead to each other', () => {
  const parts = {
    partition: 'aws',
    region: 'eu-west-1',
    accountId: '012345678901',
    datastoreId: 'a'.repeat(32),
  };
  const arn = `arn:aws:healthlake:eu-west-1:012345678901:datastore/fhir/${'a'.repeat(32)}`;
  expect(datastoreArn(parts)).toBe(arn);
  expect(parseDatastoreArn(arn)).toEqual(parts);
});

test.each([
  '',
  'arn:aws:s3:::bucket',
  `arn:aws:healthlake:eu-west-1:012345678901:datastore/${'a'.repeat(32)}`,
])('the text "%s" is no ARN of a data store', (text) => {
  expect(parseDatastoreArn(text)).toBeUndefined();
});
