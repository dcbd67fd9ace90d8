import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decode, encode } from '../../../../lib/results/summary/checkpoint.ts';
import { newTallyProgress } from '../../../../lib/results/summary/tally-progress.ts';
import {
  addResource,
  noResources,
  repeatedLines,
} from '../../../../lib/results/summary/repeated-resources.ts';

const counted = (ids: readonly string[], most?: number) => {
  const resources = noResources();
  for (const id of ids) addResource(resources, { type: 'Patient', id }, most);
  return resources;
};

describe('counting repeated resources', () => {
  test('is exact as long as all are remembered', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 })), (ids) => {
        expect(repeatedLines(counted(ids))).toBe(ids.length - new Set(ids).size);
      }),
    );
  });

  test('with bounded memory depends neither on the order nor on interruptions', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.nat(500).map(String), { maxLength: 400 })
          .chain((ids) =>
            fc.tuple(
              fc.constant(ids),
              fc.shuffledSubarray(ids, { minLength: ids.length }),
              fc.nat(ids.length),
            ),
          ),
        ([ids, shuffled, cut]) => {
          const first = { ...newTallyProgress(), resources: counted(shuffled.slice(0, cut), 16) };
          const resumed = decode(encode(first));
          if (!resumed) throw new Error('a checkpoint cannot be read');
          for (const id of shuffled.slice(cut)) addResource(resumed.resources, { type: 'Patient', id }, 16);
          expect(resumed.resources.seen.size).toBeLessThanOrEqual(16);
          expect(repeatedLines(resumed.resources)).toBe(repeatedLines(counted(ids, 16)));
        },
      ),
    );
  });

  test('of a sample is near the truth: within a tenth, where one in sixteen or so is remembered', () => {
    const ids = Array.from({ length: 40_000 }, (_, index) => `id-${index}`);
    const resources = counted([...ids, ...ids.slice(0, 20_000)], 4_000);
    const repeated = repeatedLines(resources) ?? 0;
    expect(resources.oneIn).toBeGreaterThan(4);
    expect(Math.abs(repeated - 20_000)).toBeLessThan(2_000);
  });

  test('says nothing once a line does not say its resource', () => {
    const resources = counted(['a', 'a']);
    addResource(resources, null);
    addResource(resources, { type: 'Patient', id: 'a' });
    expect(repeatedLines(resources)).toBeNull();
  });
});
