import type { OperationName, Shape } from '../../../lib/healthlake/model.ts';
import { OPERATIONS } from '../../../lib/healthlake/model.ts';
import { publishedShape } from './published-shape.ts';

/** Requests made from what is published of the model: a smallest valid one per shape, and every way to break it. */

/** A valid text for each pattern of the model, where "a" repeated is none. */
const EXAMPLES: Readonly<Record<string, string>> = {
  AmazonResourceName: `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${'a'.repeat(32)}`,
  DatastoreId: 'd'.repeat(32),
  JobId: 'e'.repeat(32),
  EncryptionKeyID: 'arn:aws:kms:us-east-1:000000000000:key/11111111-2222-3333-4444-555555555555',
  IamRoleArn: 'arn:aws:iam::000000000000:role/data-access',
  LambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:identity',
  S3Uri: 's3://bucket/prefix/',
};

/** A text for a pattern of exactly so many characters; undefined where the pattern does not allow it. */
const PADDED: Readonly<Record<string, (length: number) => string | undefined>> = {
  AmazonResourceName: () => undefined,
  IamRoleArn: (length) => EXAMPLES.IamRoleArn?.slice(0, length).padEnd(length, 'r'),
  LambdaArn: (length) =>
    `arn:aws:lambda:us-east-1:000000000000:function:${'f'.repeat(Math.max(0, length - 47))}`,
  S3Uri: (length) => 's3://bucket/'.padEnd(length, 'k'),
};

const textOf = (shapeName: string, length: number): string | undefined =>
  (PADDED[shapeName] ?? ((wanted: number) => 'a'.repeat(wanted)))(length);

/** A valid value of a shape; structures with their required members only, unless `whole`. */
export function valid(shapeName: string, whole = false): unknown {
  const shape = publishedShape(shapeName);
  switch (shape.type) {
    case 'structure': {
      const names = Object.keys(shape.members).filter(
        (name) => whole || shape.union === true || shape.required.includes(name),
      );
      return Object.fromEntries(names.map((name) => [name, valid(shape.members[name] ?? '', whole)]));
    }
    case 'list':
      return [valid(shape.member, whole)];
    case 'boolean':
      return true;
    case 'timestamp':
      return 1_700_000_000.123;
    case 'string':
      return shape.enum?.[0] ?? EXAMPLES[shapeName] ?? 'a';
    default:
      return shape.min ?? 1;
  }
}

/** A value of a shape, and what is to be said of it. */
export interface Case {
  /** What the value shows: `length 256`, `not in enum`. */
  what: string;
  value: unknown;
  /** Part of the message after "failed to satisfy constraint: "; undefined: the value is accepted. */
  rule?: string;
  /** The value has another type: SerializationException. */
  wrongType?: true;
}

/** Values just inside and just outside of each constraint of a shape, nested shapes aside. */
export function casesOf(shapeName: string): Case[] {
  const shape = publishedShape(shapeName);
  return [...typeCases(shape), ...lengthCases(shapeName, shape), ...valueCases(shapeName, shape)];
}

function typeCases(shape: Shape): Case[] {
  const wrong: Record<Shape['type'], unknown[]> = {
    structure: ['text', 1, []],
    list: ['text', {}],
    string: [1, true, {}],
    boolean: ['true', 0],
    integer: ['1', 1.5, true],
    long: ['1', 1.5],
    double: ['1'],
    timestamp: ['2026-01-01T00:00:00Z', true],
  };
  return wrong[shape.type].map((value) => ({
    what: `type ${JSON.stringify(value)}`,
    value,
    wrongType: true as const,
  }));
}

/** No role's ARN is as short as the model's minimum of 20 characters allows. */
function lengthCases(shapeName: string, shape: Shape): Case[] {
  if ((shape.type !== 'string' && shape.type !== 'list') || shapeName === 'AmazonResourceName') return [];
  const make = (length: number): unknown =>
    shape.type === 'list'
      ? Array.from({ length }, (_, index) =>
          shape.member === 'Tag' ? { Key: `k${index}`, Value: '' } : `k${index}`,
        )
      : textOf(shapeName, length);
  const cases: Case[] = [];
  if (shape.min !== undefined && shapeName !== 'IamRoleArn')
    cases.push({ what: `length ${shape.min}`, value: make(shape.min) });
  if (shape.min)
    cases.push({
      what: `length ${shape.min - 1}`,
      value: make(shape.min - 1),
      rule: `Member must have length greater than or equal to ${shape.min}`,
    });
  if (shape.max !== undefined)
    cases.push(
      { what: `length ${shape.max}`, value: make(shape.max) },
      {
        what: `length ${shape.max + 1}`,
        value: make(shape.max + 1),
        rule: `Member must have length less than or equal to ${shape.max}`,
      },
    );
  return cases;
}

/** Texts that a pattern refuses, next to ones that it takes. */
const PATTERN_CASES: Readonly<Record<string, { inside: string[]; outside: string[] }>> = {
  name: {
    inside: ['Grüße 123_.:/=+-%@', '東京', 'a\u00a0b'],
    outside: ['a,b', 'a\nb', 'a\n', '(a)', 'a"b', 'a#b', 'a\u0301'],
  },
  TagKey: { inside: ['Größe', 'a:b/c=d+e-f@g'], outside: ['50%', 'a,b', 'a\n'] },
  TagValue: { inside: ['Größe'], outside: ['50%', 'a\tb'] },
  ClientTokenString: { inside: ['A-z-9'], outside: ['a_b', 'a b', 'ä', 'a\n'] },
  AmazonResourceName: {
    inside: [`arn:aws-us-gov:healthlake:us-gov-1:123456789012:datastore/fhir/${'A'.repeat(32)}`],
    outside: [
      `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${'a'.repeat(31)}`,
      `arn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${'a'.repeat(33)}`,
      `arn:aws:healthlake:us-east-1:000000000000:datastore/${'a'.repeat(32)}`,
      `arn:aws:healthlake:us-east-1:00000000000:datastore/fhir/${'a'.repeat(32)}`,
      `xarn:aws:healthlake:us-east-1:000000000000:datastore/fhir/${'a'.repeat(32)}`,
    ],
  },
  EncryptionKeyID: {
    inside: ['alias/inlet', 'key/11', 'mrk-1', 'arn:aws:kms:us-east-1:000000000000:alias/a/b'],
    outside: ['key id', 'arn:aws:s3:us-east-1:000000000000:key/1', 'a.b'],
  },
  IamRoleArn: {
    inside: ['arn:aws-cn:iam::000000000000:role/path/to/role'],
    outside: [
      'arn:aws:iam::00000000000:role/too-short',
      'arn:aws:iam::000000000000:user/somebody',
      'arn:aws:iam:us-east-1:000000000000:role/x',
    ],
  },
  LambdaArn: {
    inside: [
      'arn:aws:lambda:us-east-1:000000000000:function:identity:$LATEST',
      'arn:aws:lambda:us-east-1:000000000000:function:identity:live',
    ],
    outside: [
      'arn:aws-us-gov:lambda:us-east-1:000000000000:function:identity',
      'arn:aws:lambda:us-gov-east-1:000000000000:function:identity',
      'arn:aws:lambda:us-east-1:000000000000:function:identity:$LATER',
    ],
  },
  NextToken: { inside: [], outside: ['ä'] },
  S3Uri: {
    inside: ['s3://abc', 's3://a.b-c/', 's3://bucket/Größe 1/a+b,c'],
    outside: [
      'http://bucket/',
      's3://ab',
      's3://Bucket/',
      's3://a_b/',
      's3://-ab/',
      's3://bucket/a\nb',
      `s3://${'b'.repeat(64)}/`,
      '',
    ],
  },
};

function valueCases(shapeName: string, shape: Shape): Case[] {
  if (shape.type === 'integer')
    return [
      { what: `value ${shape.min ?? 0}`, value: shape.min },
      { what: `value ${shape.max ?? 0}`, value: shape.max },
      {
        what: 'below',
        value: (shape.min ?? 0) - 1,
        rule: `Member must have value greater than or equal to ${shape.min ?? 0}`,
      },
      {
        what: 'above',
        value: (shape.max ?? 0) + 1,
        rule: `Member must have value less than or equal to ${shape.max ?? 0}`,
      },
    ];
  if (shape.type !== 'string') return [];
  if (shape.enum) {
    // The service's order of them is not the SDK's.
    const rule = 'Member must satisfy enum value set: [';
    return [
      ...shape.enum.map((value) => ({ what: value, value })),
      ...['', 'SOMETHING_ELSE', shape.enum[0]?.toLowerCase() === shape.enum[0] ? 'STRICT' : 'active'].map(
        (value) => ({ what: `enum '${value}'`, value, rule }),
      ),
    ];
  }
  const patterns =
    PATTERN_CASES[shapeName] ?? (shape.pattern?.includes('\\p{L}') === true ? PATTERN_CASES.name : undefined);
  const rule = `Member must satisfy regular expression pattern: ${shape.pattern ?? ''}`;
  return [
    ...(patterns?.inside ?? []).map((value) => ({ what: `pattern takes ${value}`, value })),
    ...(patterns?.outside ?? []).map((value) => ({ what: `pattern refuses ${value}`, value, rule })),
  ];
}

/** One request of an operation that differs from a valid one in one member. */
export interface RequestCase extends Case {
  operation: OperationName;
  /** The member's path as the service writes it. */
  path: string;
  request: unknown;
}

/** Every constraint of every member of every operation's request: inside and outside, present and absent. */
export function requestCases(): RequestCase[] {
  return (Object.keys(OPERATIONS) as OperationName[]).flatMap((operation) => {
    const { input } = OPERATIONS[operation];
    return memberCases(input, '', []).map(({ steps, ...found }) => ({
      ...found,
      operation,
      request: withValue(valid(input, true), steps, found.value),
    }));
  });
}

type Step = string | number;

function memberCases(
  shapeName: string,
  path: string,
  steps: Step[],
): (Case & { path: string; steps: Step[] })[] {
  const shape = publishedShape(shapeName);
  const own = path === '' ? [] : casesOf(shapeName).map((found) => ({ ...found, path, steps }));
  if (shape.type === 'list')
    return publishedShape(shape.member).type === 'structure'
      ? [...own, ...memberCases(shape.member, `${path}.1.member`, [...steps, 0])]
      : own;
  if (shape.type !== 'structure') return own;
  const members = Object.entries(shape.members).flatMap(([name, member]) => {
    const lower = name.charAt(0).toLowerCase() + name.slice(1);
    const memberPath = path === '' ? lower : `${path}.${lower}`;
    const absent = shape.union
      ? {
          path,
          value: undefined,
          what: `${memberPath} absent`,
          rule: `Member must have exactly one of [${lower}] set`,
        }
      : {
          path: memberPath,
          value: undefined,
          what: 'absent',
          ...(shape.required.includes(name) ? { rule: 'Member must not be null' } : {}),
        };
    return [{ ...absent, steps: [...steps, name] }, ...memberCases(member, memberPath, [...steps, name])];
  });
  return [...own, ...members];
}

/** A copy of `request` with another value at `steps`; undefined removes the member. */
export function withValue(request: unknown, [step, ...rest]: readonly Step[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(request))
    return request.map((item: unknown, index) => (index === step ? withValue(item, rest, value) : item));
  const copy: Record<string, unknown> = { ...(request as Record<string, unknown>) };
  const changed = withValue(copy[step], rest, value);
  if (changed === undefined)
    return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== step));
  return { ...copy, [step]: changed };
}
