import { expect, test } from '@jest/globals';
import { pageTokens } from '../../../cli/console/page-tokens.ts';

test('a token says nothing of its place, and is good for the same list of the same stage alone', () => {
  const place = { name: 'Quackenbush.ndjson', index: 7 };
  const token = pageTokens('a').seal('imports', place);
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('Quackenbush');
  expect(token).toMatch(/^[\w-]+$/);
  expect(pageTokens('a').open('imports', token)).toEqual(place);
  for (const wrong of [token.slice(1), '', 'imp-1'])
    expect(() => pageTokens('a').open('imports', wrong)).toThrow('no nextToken');
  expect(() => pageTokens('b').open('imports', token)).toThrow('no nextToken');
  expect(() => pageTokens('a').open('events', token)).toThrow('no nextToken');
});
