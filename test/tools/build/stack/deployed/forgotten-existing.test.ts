import { expect, test } from '@jest/globals';
import { checkNothingForgotten } from '../../../../../tools/build/stack/deployed/forgotten-existing.ts';

const template = {
  Resources: {
    DataStore: { Type: 'AWS::HealthLake::FHIRDatastore' },
    Key: { Type: 'AWS::KMS::Key' },
    StartImportsLambdaFunction: { Type: 'AWS::Lambda::Function' },
  },
};
const check = (deployed: string[]) => (): void => {
  checkNothingForgotten(template, { DataStore: '', Key: '' }, deployed);
};

test('a stack that is deployed for the first time makes what it needs', () => {
  expect(check(['ServerlessDeploymentBucket'])).not.toThrow();
});

test('a stack that has made what it needs is updated', () => {
  expect(check(['StartImportsLambdaFunction', 'DataStore', 'Key'])).not.toThrow();
});

test('a stack that has taken over a data store does not get another one for want of a parameter', () => {
  expect(check(['StartImportsLambdaFunction', 'Key'])).toThrow(
    'The stack uses DataStore of an earlier one, and this deployment would make another. ' +
      'Say again which: --param="existingDatastoreId=...", or for good under params of the stage in serverless.yml.',
  );
});
