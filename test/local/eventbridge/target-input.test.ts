import { describe, expect, test } from '@jest/globals';
import { envelopeOf } from '../../../local/eventbridge/envelope.ts';
import type { RuleTarget } from '../../../local/cloudformation/stack.ts';
import type { RuleDeclaration } from '../../../local/eventbridge/rules.ts';
import { parseTargetInput } from '../../../local/eventbridge/target-input.ts';

const RULE: RuleDeclaration = {
  name: 'watch',
  arn: 'arn:aws:events:us-east-1:000000000000:rule/watch',
  busName: 'default',
  enabled: true,
  targets: [],
};
const EVENT = envelopeOf(
  {
    source: 'test',
    detailType: 'Test',
    detail: {
      instance: 'i-1',
      state: 'say "run"',
      count: 2,
      tags: [{ key: 'a' }, { key: 'b' }],
      map: { x: 1 },
    },
    resources: ['arn:1', 'arn:2'],
  },
  Date.UTC(2026, 10, 23),
);

const input = (target: Partial<RuleTarget>): string =>
  parseTargetInput(RULE, { id: 't', arn: 'a', ...target })(EVENT, Date.UTC(2026, 10, 23, 1));

const transformed = (inputTemplate: string, inputPathsMap: Record<string, string> = {}): unknown =>
  JSON.parse(input({ inputTransformer: { inputTemplate, inputPathsMap } }));

describe('the input of a target', () => {
  test('is the whole event unless said', () => {
    expect(JSON.parse(input({}))).toEqual(EVENT);
  });

  test('is a constant where one is given', () => {
    expect(input({ input: '{"action": "poll"}' })).toBe('{"action": "poll"}');
  });

  test.each<[string, unknown]>([
    ['$', EVENT],
    ['$.detail.count', 2],
    ['$.detail-type', 'Test'],
    ['$.resources[1]', 'arn:2'],
    ['$.detail.tags[0].key', 'a'],
    ['$.detail.tags[*].key', ['a', 'b']],
    ['$.detail.gone', null],
  ])('is what %s leads to', (inputPath, expected) => {
    expect(JSON.parse(input({ inputPath }))).toEqual(expected);
  });

  test('is a template: text inside quotes, JSON outside of them', () => {
    const paths = {
      instance: '$.detail.instance',
      state: '$.detail.state',
      map: '$.detail.map',
      count: '$.detail.count',
    };
    expect(
      transformed('{"id": <instance>, "text": "<instance> is <state>", "map": <map>, "n": <count>}', paths),
    ).toEqual({ id: 'i-1', text: 'i-1 is say "run"', map: { x: 1 }, n: 2 });
    expect(transformed('"<instance> has \\"<count>\\""', paths)).toBe('i-1 has "2"');
    expect(transformed('{"none": "<gone>"}', { gone: '$.detail.gone' })).toEqual({ none: '' });
  });

  test('knows the predefined variables', () => {
    const { detail: _detail, ...envelope } = EVENT;
    expect(
      transformed(
        '{"rule": "<aws.events.rule-name>", "arn": <aws.events.rule-arn>, "at": <aws.events.event.ingestion-time>, "event": <aws.events.event.json>, "head": <aws.events.event>}',
      ),
    ).toEqual({ rule: 'watch', arn: RULE.arn, at: '2026-11-23T01:00:00.000Z', event: EVENT, head: envelope });
  });

  test.each<[string, Partial<RuleTarget>, RegExp]>([
    ['two kinds at once', { input: '{}', inputPath: '$' }, /only one of/],
    ['a constant that is no JSON', { input: 'hello' }, /must be JSON/],
    ['a path that is none', { inputPath: 'detail' }, /Invalid JSON path: detail/],
    ['a path with a filter', { inputPath: '$.a[?(@.b)]' }, /Invalid JSON path/],
    [
      'an undefined variable',
      { inputTransformer: { inputTemplate: '"<who>"', inputPathsMap: {} } },
      /uses "who"/,
    ],
    [
      'a reserved variable',
      { inputTransformer: { inputTemplate: '"x"', inputPathsMap: { 'aws.x': '$' } } },
      /AWS reserves/,
    ],
  ])('is refused at declaration for %s', (_name, target, reason) => {
    expect(() => parseTargetInput(RULE, { id: 't', arn: 'a', ...target })).toThrow(reason);
  });
});
