import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Scope } from '../../../local/cloudformation/intrinsics.ts';
import { NO_VALUE, resolveValue } from '../../../local/cloudformation/intrinsics.ts';
import type { Json } from '../../../local/cloudformation/json.ts';

const SCOPE: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? NO_VALUE : `<${name}>`),
  attribute: (logicalId, attribute) => `<${logicalId}/${attribute}>`,
  condition: (name) => name === 'Yes',
  mapping: (...keys) => keys.join('/'),
};

describe('the intrinsic functions of a template', () => {
  test.each<[string, Json, Json]>([
    ['Ref', { Ref: 'Inbox' }, '<Inbox>'],
    ['Fn::GetAtt with a list', { 'Fn::GetAtt': ['Inbox', 'Arn'] }, '<Inbox/Arn>'],
    ['Fn::GetAtt with a text', { 'Fn::GetAtt': 'Store.CreatedAt.Seconds' }, '<Store/CreatedAt.Seconds>'],
    ['Fn::Sub', { 'Fn::Sub': 'a ${Inbox} ${Inbox.Arn} ${!Inbox}' }, 'a <Inbox> <Inbox/Arn> ${Inbox}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${a}-${B}', { a: { Ref: 'A' } }] }, '<A>-<B>'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }, 3]] }, 'a-<B>-3'],
    ['Fn::Join over a split', { 'Fn::Join': ['+', { 'Fn::Split': [',', 'a,b'] }] }, 'a+b'],
    ['Fn::Select', { 'Fn::Select': [1, ['a', 'b']] }, 'b'],
    ['Fn::Select of a split', { 'Fn::Select': ['0', { 'Fn::Split': ['/', 'x/y'] }] }, 'x'],
    ['Fn::If, taken', { 'Fn::If': ['Yes', 'a', { Ref: 'never' }] }, 'a'],
    ['Fn::If, not taken', { 'Fn::If': ['No', 'a', { Ref: 'B' }] }, '<B>'],
    ['Fn::Equals', { 'Fn::Equals': [{ Ref: 'A' }, '<A>'] }, true],
    ['Fn::And', { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ Condition: 'No' }] }] }, true],
    ['Fn::Or', { 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['M', { Ref: 'A' }, 'k'] }, 'M/<A>/k'],
    ['Fn::Base64', { 'Fn::Base64': 'inlet' }, 'aW5sZXQ='],
    ['AWS::NoValue in an object', { a: { Ref: 'AWS::NoValue' }, b: 1 }, { b: 1 }],
    ['AWS::NoValue in a list', [1, { 'Fn::If': ['No', 2, { Ref: 'AWS::NoValue' }] }], [1]],
    ['an object that merely has a member Ref', { Ref: 'a', other: 1 }, { Ref: 'a', other: 1 }],
  ])('%s', (_, value, expected) => {
    expect(resolveValue(value, SCOPE)).toEqual(expected);
  });

  test.each<[string, Json, RegExp]>([
    ['a function nobody knows', { 'Fn::Cidr': ['a', 1, 2] }, /Fn::Cidr is not supported/],
    ['a list where a text is needed', { 'Fn::Join': ['', [['a']]] }, /Fn::Join needs a text, not \["a"\]/],
    ['an item that is not there', { 'Fn::Select': [2, ['a']] }, /Fn::Select has no item 2/],
    ['a dynamic reference', '{{resolve:ssm:/a/b}}', /dynamic reference/],
  ])('refuse %s', (_, value, message) => {
    expect(() => resolveValue(value, SCOPE)).toThrow(message);
  });

  test('leave a value without functions as it is', () => {
    const plain = fc
      .jsonValue()
      .filter((value) => !/"(Ref|Condition|Fn::|\{\{resolve)/.test(JSON.stringify(value)));
    fc.assert(
      fc.property(plain, (value) => {
        expect(resolveValue(value as Json, SCOPE)).toEqual(value);
      }),
    );
  });
});
