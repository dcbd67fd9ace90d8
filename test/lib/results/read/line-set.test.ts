import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineSet } from '../../../../lib/results/read/line-set.ts';

test('a set of lines is a set: count, bounds, members, and how many are smaller than each', () => {
  const line = fc.oneof(fc.nat(200), fc.nat(500_000));
  fc.assert(
    fc.property(fc.array(line), fc.array(line), (added, asked) => {
      const set = lineSet();
      const model = new Set<number>();
      for (const one of added) {
        expect(set.add(one)).toBe(!model.has(one));
        model.add(one);
      }
      expect([set.count, set.min, set.max]).toEqual([model.size, Math.min(...model), Math.max(...model)]);
      const rank = set.ranks();
      for (const one of [...asked, ...added]) {
        expect(set.has(one)).toBe(model.has(one));
        expect(rank(one)).toBe([...model].filter((other) => other < one).length);
      }
    }),
  );
});

test('a hundred million lines take twelve megabytes and a half', () => {
  const set = lineSet();
  set.add(100_000_000);
  expect([set.has(100_000_000), set.has(99_999_999), set.ranks()(100_000_001)]).toEqual([true, false, 1]);
});
