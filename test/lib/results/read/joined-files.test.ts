import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { inS3Order } from '../../../../lib/s3/key-order.ts';
import type { ResultFile } from '../../../../lib/results/read/joined-files.ts';
import { joinFiles } from '../../../../lib/results/read/joined-files.ts';

const names = fc
  .uniqueArray(fc.string({ unit: 'grapheme', maxLength: 4 }))
  .map((found) => found.sort(inS3Order));

async function* results(sorted: readonly string[], means: ResultFile['means']) {
  for (const name of sorted)
    yield await Promise.resolve({ name, result: { key: name, size: 1, etag: '', means } });
}
async function* planned(sorted: readonly string[]) {
  for (const [index, name] of sorted.entries()) {
    const file = { key: name, versionId: null, sequencer: '', size: 1, etag: '' };
    yield await Promise.resolve({ name, planned: { index, file, end: index } });
  }
}

describe('joining a plan with its results', () => {
  test('brings each name once, with all that is known of it, in order', async () => {
    await fc.assert(
      fc.asyncProperty(names, names, names, async (plan, successes, failures) => {
        const joined = await Array.fromAsync(
          joinFiles([planned(plan), results(failures, 'failed'), results(successes, 'imported')]),
        );
        const all = [...new Set([...plan, ...successes, ...failures])].sort(inS3Order);
        expect(joined.map(({ name }) => name)).toEqual(all);
        for (const { name, planned: file, results: found } of joined) {
          expect(file !== null).toBe(plan.includes(name));
          expect(found.map(({ means }) => means)).toEqual([
            ...(failures.includes(name) ? ['failed'] : []),
            ...(successes.includes(name) ? ['imported'] : []),
          ]);
        }
      }),
    );
  });
});
