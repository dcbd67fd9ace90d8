import { describe, expect, test } from '@jest/globals';
import { stackOf } from '../../../../local/cloudformation/read-stack.ts';
import { parseTemplate } from '../../../../local/cloudformation/template.ts';

const TEMPLATE = JSON.stringify({
  Parameters: {
    ExistingDatastoreId: { Type: 'String', Default: '', AllowedPattern: '|[0-9a-f]{32}' },
    Stage: { Type: 'String', AllowedValues: ['local', 'dev'], Default: 'local' },
  },
  Conditions: {
    OwnDatastore: { 'Fn::Equals': [{ Ref: 'ExistingDatastoreId' }, ''] },
    OwnAndLocal: {
      'Fn::And': [{ Condition: 'OwnDatastore' }, { 'Fn::Equals': [{ Ref: 'Stage' }, 'local'] }],
    },
  },
  Resources: {
    Store: {
      Type: 'AWS::HealthLake::FHIRDatastore',
      Condition: 'OwnDatastore',
      Properties: { DatastoreTypeVersion: 'R4' },
    },
    Queue: {
      Type: 'AWS::SQS::Queue',
      DependsOn: ['Store'],
      Properties: {
        QueueName: { 'Fn::If': ['OwnDatastore', { Ref: 'Store' }, { Ref: 'ExistingDatastoreId' }] },
      },
    },
  },
  Outputs: { Local: { Condition: 'OwnAndLocal', Value: 'yes' } },
});

const stack = (parameters: Record<string, string>) =>
  stackOf(parseTemplate(TEMPLATE), {
    packageFolder: '/package',
    endpoint: 'http://127.0.0.1:1',
    dataStoreId: () => 'f'.repeat(32),
    parameters,
  });

describe('conditions and parameters of a template', () => {
  test('a resource whose condition holds is created and may be referred to', () => {
    expect(stack({}).queues[0]?.name).toBe('f'.repeat(32));
    expect(stack({}).outputs).toEqual({ Local: 'yes' });
  });

  test('a resource whose condition is false is left out, with what only it needs', () => {
    const { dataStores, queues, outputs } = stack({ ExistingDatastoreId: 'a'.repeat(32) });
    expect(dataStores).toEqual([]);
    expect(queues[0]?.name).toBe('a'.repeat(32));
    expect(outputs).toEqual({});
  });

  test('a parameter is held to its allowed values and pattern', () => {
    expect(() => stack({ Stage: 'prod' })).toThrow(/^Stage: "prod" is not one of \["local","dev"\]/);
    expect(() => stack({ ExistingDatastoreId: 'short' })).toThrow(
      /^ExistingDatastoreId: "short" does not match/,
    );
    expect(() => stack({ Typo: 'x' })).toThrow(/^Typo: the template has no parameter of this name/);
  });
});
