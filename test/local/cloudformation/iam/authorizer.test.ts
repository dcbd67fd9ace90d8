import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AwsError } from '../../../../local/ground/aws-error.ts';
import type { Caller } from '../../../../local/ground/principal.ts';
import { ACCOUNT } from '../../../../local/ground/principal.ts';
import type { Authorizer } from '../../../../local/cloudformation/iam/authorizer.ts';
import { createAuthorizer } from '../../../../local/cloudformation/iam/authorizer.ts';
import { parseIdentityPolicy, parsePolicy } from '../../../../local/cloudformation/iam/policy.ts';
import { matchesWildcard } from '../../../../local/cloudformation/iam/wildcard.ts';
import type { Json } from '../../../../local/cloudformation/json.ts';

const ARN = 'arn:aws:iam::000000000000:role/poll-jobs';
const CALLER: Caller = { kind: 'role', roleArn: ARN };

const authorizerOf = (...statements: Json[]): Authorizer =>
  createAuthorizer([
    {
      logicalId: 'PollJobsRole',
      name: 'poll-jobs',
      arn: ARN,
      trust: parsePolicy({
        Statement: {
          Effect: 'Allow',
          Principal: { Service: 'healthlake.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': '000000000000' },
            ArnLike: { 'aws:SourceArn': 'arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/*' },
          },
        },
      }),
      statements: parseIdentityPolicy({ Statement: statements }),
    },
  ]);

const READ: Json = {
  Sid: 'Read',
  Effect: 'Allow',
  Action: ['s3:Get*', 's3:ListBucket'],
  Resource: 'arn:aws:s3:::inbox/*',
};

describe('what a role may do', () => {
  test('is what a statement allows, whatever the case of the action', () => {
    const { authorize } = authorizerOf(READ);
    expect(() => {
      authorize(CALLER, 's3:getobject', 'arn:aws:s3:::inbox/a/b.ndjson');
    }).not.toThrow();
  });

  test('is refused with the role, the action, the resource and where to allow it', () => {
    const { authorize } = authorizerOf(READ);
    expect(() => {
      authorize(CALLER, 's3:PutObject', 'arn:aws:s3:::inbox/a');
    }).toThrow(
      new AwsError(
        'AccessDenied',
        'User: arn:aws:sts::000000000000:assumed-role/poll-jobs/inlet is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::inbox/a because no identity-based policy allows the s3:PutObject action. Allow it in PollJobsRole of the template.',
        403,
      ),
    );
  });

  test.each([
    ['arn:aws:sqs', 'arn:aws:sqs:us-east-1:000000000000:arrivals', true],
    ['arn:aws:sqs:us-east-1', 'arn:aws:sqs:us-east-1:000000000000:arrivals', true],
    ['arn:aws:sqs:us-east-1', 'arn:aws:sqs:eu-west-1:000000000000:arrivals', false],
    ['arn:aws:sqs:*', 'arn:aws:sqs:us-east-1:000000000000:arrivals', true],
    ['arn:aws:sqs:*:000000000000', 'arn:aws:sqs:us-east-1:000000000000:arrivals', true],
    ['arn:aws:sqs:*:111122223333', 'arn:aws:sqs:us-east-1:000000000000:arrivals', false],
    ['arn:*:sqs', 'arn:aws:sqs:us-east-1:000000000000:arrivals', true],
    ['arn:aws:sns:*', 'arn:aws:sqs:us-east-1:000000000000:arrivals', false],
    ['arn:aws:s3', 'arn:aws:s3:::inbox/a:b', true],
  ])('is completed where an ARN lacks fields: %s covers %s: %s', (Resource, resource, covered) => {
    const may = (statement: Json): boolean => {
      try {
        authorizerOf(statement).authorize(CALLER, 'sqs:SendMessage', resource);
        return true;
      } catch {
        return false;
      }
    };
    expect(may({ Effect: 'Allow', Action: '*', Resource })).toBe(covered);
    expect(may({ Effect: 'Allow', Action: '*', NotResource: Resource })).toBe(!covered);
    expect(may({ Effect: 'Allow', Action: '*', NotResource: ['arn:aws:other:::x', Resource] })).toBe(
      !covered,
    );
  });

  test.each<[object, RegExp]>([
    [{ Action: '*:GetObject' }, /the action \*:GetObject .* must not have wildcards/],
    [{ Action: ['s3:Get*', 's?:Get*'] }, /the action s\?:Get\* .* must not have wildcards/],
    [{ Action: undefined, NotAction: 's*:*' }, /the action s\*:\* .* must not have wildcards/],
    [{ Action: 'GetObject' }, /must be prefaced by a vendor/],
    [{ Action: 's3:Get:Object' }, /can contain only one colon/],
    [{ Action: 's 3:GetObject' }, /vendor s 3 is not valid/],
    [{ Action: 's3:' }, /it names no action/],
    [{ Resource: 'inbox/*' }, /must be in ARN format or "\*"/],
    [{ Resource: 'arn:aws:*:::inbox' }, /cannot contain wildcards/],
    [{ Resource: 'arn:aws' }, /must be fully qualified/],
    [{ Resource: undefined, NotResource: 'arn:aws:s?:::inbox' }, /cannot contain wildcards/],
    [{ NotResource: 'arn:aws:s3:::inbox' }, /has Resource or NotResource, not both/],
    [{ NotAction: 's3:GetObject' }, /has Action or NotAction, not both/],
    [{ Resource: undefined }, /must contain resources/],
    [{ Principal: '*' }, /should not specify a principal/],
  ])('is refused where IAM refuses the statement %j', (change, reason) => {
    const statement = JSON.stringify({ Effect: 'Allow', Action: '*', Resource: '*', ...change });
    expect(() => authorizerOf(JSON.parse(statement) as Json)).toThrow(reason);
  });

  test('may be all actions, and those of a service by a wildcard behind its name', () => {
    expect(() =>
      authorizerOf({ Effect: 'Allow', Action: ['*', 's3:*', 's3:G?t*'], Resource: '*' }),
    ).not.toThrow();
  });

  test('is never what a Deny covers', () => {
    const { authorize } = authorizerOf(READ, {
      Sid: 'Secret',
      Effect: 'Deny',
      NotAction: 's3:ListBucket',
      Resource: 'arn:aws:s3:::inbox/secret/?',
    });
    expect(() => {
      authorize(CALLER, 's3:GetObject', 'arn:aws:s3:::inbox/secret/1');
    }).toThrow(/explicit deny.*\(Secret\)/);
    expect(() => {
      authorize(CALLER, 's3:GetObject', 'arn:aws:s3:::inbox/secret/12');
    }).not.toThrow();
  });

  test('depends on the conditions of the statement and the context of the call', () => {
    const { authorize } = authorizerOf({
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: '*',
      Condition: { StringEquals: { 'iam:PassedToService': 'healthlake.amazonaws.com' } },
    });
    const pass = (context?: Record<string, string>) => () => {
      authorize(CALLER, 'iam:PassRole', 'arn:aws:iam::000000000000:role/data', context);
    };
    expect(pass({ 'iam:passedtoservice': 'healthlake.amazonaws.com' })).not.toThrow();
    expect(pass({ 'iam:PassedToService': 'ec2.amazonaws.com' })).toThrow(/not authorized/);
    expect(pass()).toThrow(/condition key iam:PassedToService, which the call does not carry/);
  });

  test('cannot be told where a Deny asks for a key that nobody knows', () => {
    const { authorize } = authorizerOf(READ, {
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } },
    });
    expect(() => {
      authorize(CALLER, 's3:GetObject', 'arn:aws:s3:::inbox/a');
    }).toThrow(/Deny statement for s3:GetObject depends on the condition key aws:SourceVpc/);
  });

  test('cannot be written with a condition operator that nobody evaluates', () => {
    const condition = { DateLessThan: { 'aws:CurrentTime': '2030-01-01' } };
    expect(() => authorizerOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition })).toThrow(
      /condition operator DateLessThan is not supported locally/,
    );
  });

  test.each<[string, Json, Record<string, string | string[]>, boolean]>([
    ['StringLike', { StringLike: { k: ['a*', 'b?'] } }, { k: 'bc' }, true],
    ['StringNotEquals', { StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    ['ArnEquals, part by part', { ArnEquals: { k: 'arn:aws:s3:*:*:b' } }, { k: 'arn:aws:s3:::b' }, true],
    ['ArnLike', { ArnLike: { k: 'arn:aws:sqs:us-*:0:q' } }, { k: 'arn:aws:sqs:eu-1:0:q' }, false],
    ['Bool', { Bool: { 'aws:SecureTransport': false } }, {}, false],
    ['NumericLessThan', { NumericLessThan: { k: '10' } }, { k: '9' }, true],
    ['Null', { Null: { k: true } }, {}, true],
    ['IfExists without the key', { StringEqualsIfExists: { k: 'a' } }, {}, true],
    ['ForAnyValue', { 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['x', 'b'] }, true],
    ['ForAllValues', { 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['x', 'b'] }, false],
    ['ForAllValues of nothing', { 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, {}, true],
    ['two operators', { StringEquals: { k: 'a' }, StringLike: { l: 'b*' } }, { k: 'a', l: 'c' }, false],
  ])('by the condition %s', (_, condition, context, allowed) => {
    const { authorize } = authorizerOf({ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition });
    const call = () => {
      authorize(CALLER, 's3:GetObject', '*', context);
    };
    if (allowed) expect(call).not.toThrow();
    else expect(call).toThrow(/not authorized/);
  });

  test('is everything for the account and for a role that the template does not have', () => {
    const { authorize } = authorizerOf();
    expect(() => {
      authorize(ACCOUNT, 's3:PutObject', '*');
      authorize({ kind: 'role', roleArn: 'arn:aws:iam::000000000000:role/other' }, 's3:PutObject', '*');
    }).not.toThrow();
  });
});

describe('what the calls needed', () => {
  test('is listed, and so is what no call needed', () => {
    const { authorize, used, unused } = authorizerOf(READ, {
      Effect: 'Allow',
      Action: 'sqs:SendMessage',
      Resource: '*',
    });
    authorize(CALLER, 's3:GetObject', 'arn:aws:s3:::inbox/a');
    authorize(CALLER, 's3:GetObject', 'arn:aws:s3:::inbox/b');
    expect(used()).toEqual([
      { roleArn: ARN, action: 's3:GetObject', resource: 'arn:aws:s3:::inbox/*', calls: 2 },
    ]);
    expect(unused()).toEqual([
      { roleArn: ARN, logicalId: 'PollJobsRole', sid: 'Read', action: 's3:ListBucket' },
      { roleArn: ARN, logicalId: 'PollJobsRole', action: 'sqs:SendMessage' },
    ]);
  });
});

describe('who may assume a role', () => {
  const { mayAssume } = authorizerOf();
  const store = 'arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/1';

  test('is said by its trust policy and its conditions', () => {
    expect(mayAssume(ARN, 'healthlake.amazonaws.com', { 'aws:SourceArn': store })).toBe(true);
    expect(mayAssume(ARN, 'healthlake.amazonaws.com')).toBe(false);
    expect(mayAssume(ARN, 'lambda.amazonaws.com', { 'aws:SourceArn': store })).toBe(false);
  });
});

describe('a wildcard pattern', () => {
  test('matches as the regular expression it stands for', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, letters, (source, text) => {
        const expression = new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(matchesWildcard(source, text)).toBe(expression.test(text));
      }),
      { numRuns: 1000 },
    );
  });
});
