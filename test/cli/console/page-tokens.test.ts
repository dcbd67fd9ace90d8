import { expect, test } from '@jest/globals';
import { pageTokens } from '../../../cli/console/page-tokens.ts';

test('a token says nothing of its place, and is good for the same stage alone', () => {
  const place = { name: 'Quackenbush.ndjson', index: 7 };
  const token = pageTokens('a').seal(place);
  expect(Buffer.from(token, 'base64url').toString('latin1')).not.toContain('Quackenbush');
  expect(token).toMatch(/^[\w-]+$/);
  expect(pageTokens('a').open(token)).toEqual(place);
  for (const wrong of [token.slice(1), '', 'imp-1'])
    expect(() => pageTokens('a').open(wrong)).toThrow('no nextToken');
  expect(() => pageTokens('b').open(token)).toThrow('no nextToken');
});
