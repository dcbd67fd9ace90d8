import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeSorted } from '../../../lib/streams/merge-sorted.ts';

interface Item {
  rank: number;
  stream: number;
}

const byRank = (a: Item, b: Item): number => a.rank - b.rank;

/** Streams of ranks, and the streams that were closed. */
function streamsOf(all: readonly (readonly number[])[]) {
  const closed: number[] = [];
  const streams = all.map(async function* (ranks, stream): AsyncGenerator<Item> {
    try {
      for (const rank of ranks) yield await Promise.resolve({ rank, stream });
    } finally {
      closed.push(stream);
    }
  });
  return { streams, closed };
}

describe('merging sorted streams', () => {
  it('gives every item once, in order, those of the earlier stream first among equals', async () => {
    const ranks = fc.array(fc.nat(9)).map((found) => found.sort((a, b) => a - b));
    await fc.assert(
      fc.asyncProperty(fc.array(ranks, { maxLength: 5 }), async (all) => {
        const { streams } = streamsOf(all);
        const expected = all
          .flatMap((one, stream) => one.map((rank): Item => ({ rank, stream })))
          .sort((a, b) => byRank(a, b) || a.stream - b.stream);
        expect(await Array.fromAsync(mergeSorted(streams, byRank))).toEqual(expected);
      }),
    );
  });

  it('closes all streams when it is left early', async () => {
    const { streams, closed } = streamsOf([[1, 4], [2], [3]]);
    for await (const { rank } of mergeSorted(streams, byRank)) if (rank === 2) break;
    expect(closed.sort()).toEqual([0, 1, 2]);
  });

  it('closes the other streams when one fails', async () => {
    const { streams, closed } = streamsOf([[1, 2, 3], [4]]);
    const failing = async function* (): AsyncGenerator<Item> {
      yield await Promise.resolve({ rank: 1, stream: 2 });
      throw new Error('the connection broke');
    };
    await expect(Array.fromAsync(mergeSorted([...streams, failing()], byRank))).rejects.toThrow(
      'the connection broke',
    );
    expect(closed.sort()).toEqual([0, 1]);
  });
});
