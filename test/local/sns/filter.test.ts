import { describe, expect, test } from '@jest/globals';
import { passes, readFilter } from '../../../local/sns/filter.ts';
import { messageIn } from '../../../local/sns/message.ts';

const attribute = (DataType: string, StringValue: string) => ({ DataType, StringValue });
const MESSAGE = messageIn({
  Message: '{"detail": {"status": "COMPLETED", "counts": [1, 7]}, "source": "inlet"}',
  MessageAttributes: {
    kind: attribute('String', 'import'),
    count: attribute('Number', '5.50'),
    types: attribute('String.Array', '["Patient", 7, true]'),
    code: attribute('String', '5'),
    raw: { DataType: 'Binary', BinaryValue: 'eA==' },
  },
});

const ofAttributes: [policy: object, passes: boolean][] = [
  [{}, true],
  [{ kind: ['export', 'import'] }, true],
  [{ kind: ['Import'] }, false],
  [{ kind: ['import'], count: [{ numeric: ['>', 5, '<=', 6] }] }, true],
  [{ kind: ['import'], count: [6] }, false],
  [{ count: [5.5] }, true],
  // A text that looks like a number is a text.
  [{ code: [5] }, false],
  [{ code: ['5'] }, true],
  [{ types: ['Observation', 7] }, true],
  [{ types: [true] }, true],
  [{ kind: [{ prefix: 'imp' }, { suffix: 'x' }] }, true],
  [{ kind: [{ 'anything-but': ['import'] }] }, false],
  [{ kind: [{ 'anything-but': { prefix: 'ex' } }] }, true],
  [{ kind: [{ 'equals-ignore-case': 'IMPORT' }] }, true],
  [{ kind: [{ wildcard: 'i*t' }] }, true],
  [{ none: [{ exists: false }], kind: [{ exists: true }] }, true],
  [{ none: ['x'] }, false],
  // Binary attributes are passed over.
  [{ raw: [{ exists: true }] }, false],
  [{ $or: [{ kind: ['x'] }, { count: [5.5] }] }, true],
];

const ofBody: [policy: object, passes: boolean][] = [
  [{ detail: { status: ['COMPLETED'] }, source: ['inlet'] }, true],
  [{ detail: { status: ['FAILED'] } }, false],
  [{ detail: { counts: [{ numeric: ['=', 7] }] } }, true],
  [{ kind: ['import'] }, false],
];

describe('a filter policy', () => {
  test.each(ofAttributes)('of attributes: %j passes %s', (policy, expected) => {
    expect(passes(readFilter(JSON.stringify(policy)), MESSAGE)).toBe(expected);
  });

  test.each(ofBody)('of bodies: %j passes %s', (policy, expected) => {
    expect(passes(readFilter(policy, 'MessageBody'), MESSAGE)).toBe(expected);
  });

  test('of bodies lets nothing pass that is no JSON object, and what is asked to be absent in one without it', () => {
    const filter = readFilter({ a: [{ exists: false }] }, 'MessageBody');
    const passed = ['text', '[1]', '"s"', '{}', '{"a": 1}'].map((Message) =>
      passes(filter, messageIn({ Message })),
    );
    expect(passed).toEqual([false, false, false, true, false]);
  });

  test.each([
    ['not JSON', '{', undefined, 'failed to parse JSON'],
    ['an array', '["a"]', undefined, 'failed to parse JSON'],
    ['a leaf that is no array', '{"a": "b"}', undefined, '"a" must be an object or an array'],
    ['an empty array', '{"a": []}', undefined, 'Empty arrays are not allowed'],
    ['an unknown operator', '{"a": [{"like": "b"}]}', undefined, 'Unrecognized match type like'],
    ['nested, of attributes', '{"a": {"b": ["c"]}}', undefined, 'does not support nested filter policy'],
    [
      'more than five keys',
      '{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}',
      undefined,
      'more than 5 keys',
    ],
    [
      'more than 150 combinations',
      JSON.stringify({ a: { b: Array.from({ length: 76 }, (_, at) => at) }, c: ['x', 'y'] }),
      'MessageBody',
      'too complex',
    ],
    ['an unknown scope', '{"a": ["b"]}', 'Body', 'FilterPolicyScope: Invalid value [Body]'],
  ])('is refused as SNS would: %s', (_name, policy, scope, reason) => {
    expect(() => readFilter(policy, scope)).toThrow(reason);
    expect(() => readFilter(policy, scope)).toThrow(/^Invalid parameter: /);
  });
});
