import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readTogether } from '../../../../local/healthlake/store/read-together.ts';

const SEGMENT_BYTES = 64 * 1024;

/** Segments whose bytes tell their places, and how often they were read. */
function segments() {
  const byteAt = (segment: number, at: number): number => (segment * 31 + at * 7) % 251;
  let reads = 0;
  return {
    byteAt,
    reads: () => reads,
    read(segment: number, start: number, into: Uint8Array) {
      reads++;
      for (let at = 0; at < into.length; at++) into[at] = byteAt(segment, start + at);
    },
  };
}

const place = (segment: number, start: number, length: number) => ({ segment, start, length });

describe('lines of segments', () => {
  test('that lie near each other are read at once, in whatever order they are asked for', () => {
    const files = segments();
    const bodies = readTogether(files, [place(1, 900, 100), place(1, 0, 400), place(1, 500, 300)]);
    expect(files.reads()).toBe(1);
    expect(bodies.map(({ length }) => length)).toEqual([100, 400, 300]);
    expect(bodies[0]?.[0]).toBe(files.byteAt(1, 900));
  });

  test('that lie far from each other, or in other segments, are read by themselves', () => {
    const files = segments();
    readTogether(files, [place(1, 0, 10), place(1, 50_000, 10), place(2, 20, 10)]);
    expect(files.reads()).toBe(3);
  });

  test('come as they are asked for: any places, twice, over each other, or nowhere', () => {
    const one = fc.record({
      segment: fc.integer({ min: 1, max: 3 }),
      start: fc.integer({ min: 0, max: SEGMENT_BYTES }),
      length: fc.integer({ min: 0, max: 600 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), (places) => {
        const files = segments();
        const right = places.map(({ segment, start, length }) =>
          Buffer.from(Array.from({ length }, (_, at) => files.byteAt(segment, start + at))),
        );
        expect(readTogether(files, places).map((each) => each.toString('hex'))).toEqual(
          right.map((each) => each.toString('hex')),
        );
      }),
    );
  });
});
