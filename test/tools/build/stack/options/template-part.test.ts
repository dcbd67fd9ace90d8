import { expect, test } from '@jest/globals';
import { without } from '../../../../../tools/build/stack/options/template-part.ts';

const template = {
  Resources: {
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: { KeyPolicy: { Statement: [{ Sid: 'a' }, { Sid: 'b' }] }, Tier: { One: 1, Two: 2 } },
    },
    Store: { Type: 'AWS::HealthLake::FHIRDatastore', DependsOn: ['Gone', 'Key'] },
    Other: { Type: 'AWS::HealthLake::FHIRDatastore', DependsOn: 'Gone' },
    Gone: { Type: 'AWS::Lambda::Alias' },
  },
  Outputs: { Left: { Value: 1 }, Dropped: { Value: 2 } },
};

test('a part of a template goes, with what depends on it, and nothing else changes', () => {
  const before = structuredClone(template);
  expect(
    without(template, {
      resources: ['Gone'],
      outputs: ['Dropped'],
      properties: ['Key.Tier.One', 'Key.None.At.All'],
      items: ['Key.b', 'Store.a'],
    }),
  ).toEqual({
    Resources: {
      Key: {
        Type: 'AWS::KMS::Key',
        Properties: { KeyPolicy: { Statement: [{ Sid: 'a' }] }, Tier: { Two: 2 } },
      },
      Store: { Type: 'AWS::HealthLake::FHIRDatastore', DependsOn: ['Key'] },
      Other: { Type: 'AWS::HealthLake::FHIRDatastore' },
    },
    Outputs: { Left: { Value: 1 } },
  });
  expect(template).toEqual(before);
});
