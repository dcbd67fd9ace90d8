import { expect, test } from '@jest/globals';
import * as sdk from '@aws-sdk/client-healthlake';
import { OPERATIONS, SHAPES, shapeOf } from '../../../lib/healthlake/model.ts';

test('the operations are those of the SDK', () => {
  const commands = Object.keys(sdk)
    .filter((name) => /^[A-Z].*Command$/u.test(name) && !name.startsWith('$'))
    .map((name) => name.replace(/Command$/u, ''));
  expect(Object.keys(OPERATIONS).sort()).toEqual(commands.sort());
});

test('every shape that is named is there, and every one that is there is named', () => {
  const named = new Set(Object.values(OPERATIONS).flatMap(({ input, output }) => [input, output]));
  for (const name of named) {
    const shape = shapeOf(name);
    if (shape.type === 'structure') for (const member of Object.values(shape.members)) named.add(member);
    if (shape.type === 'list') named.add(shape.member);
  }
  expect([...named].sort()).toEqual(Object.keys(SHAPES).sort());
});

test('every pattern compiles with the u flag', () => {
  for (const shape of Object.values(SHAPES))
    if (shape.type === 'string' && shape.pattern !== undefined)
      expect(() => new RegExp(shape.pattern ?? '', 'u')).not.toThrow();
});
