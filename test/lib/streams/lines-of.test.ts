import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { linesOf } from '../../../lib/streams/lines-of.ts';

/** The bytes in pieces that are cut at these places. */
async function* inPieces(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const at = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  for (const [index, start] of at.entries())
    yield await Promise.resolve(bytes.subarray(start, at[index + 1]));
}
const read = async (bytes: Buffer, cuts: readonly number[], longest = 1_000_000, start = 0) =>
  (await Array.fromAsync(linesOf(inPieces(bytes, cuts), { longest, start }))).flat();

const text = fc
  .array(fc.constantFrom('a', 'é', '𝒙', '\n', '\r\n', '\n\n', ' '))
  .map((parts) => parts.join(''));
const cuts = fc.array(fc.nat(100));

describe('the lines of a stream', () => {
  test('are those of the text, however it is cut into pieces', async () => {
    await fc.assert(
      fc.asyncProperty(text, cuts, async (whole, places) => {
        const lines = await read(Buffer.from(whole), places);
        const expected = whole.split('\n').map((line) => line.replace(/\r$/, ''));
        if (whole === '' || whole.endsWith('\n')) expected.pop();
        expect(lines.map(({ bytes }) => bytes.toString())).toEqual(expected);
      }),
    );
  });

  test('say where they end: reading on from there gives the rest', async () => {
    await fc.assert(
      fc.asyncProperty(text, cuts, fc.nat(20), async (whole, places, pick) => {
        const bytes = Buffer.from(whole);
        const lines = await read(bytes, places);
        const stop = lines[pick % Math.max(1, lines.length)];
        if (!stop) return;
        const rest = await read(bytes.subarray(stop.end), places, 1_000_000, stop.end);
        expect(rest).toEqual(lines.slice(lines.indexOf(stop) + 1));
      }),
    );
  });

  test('are held only as far as they may be long', async () => {
    const lines = await read(
      Buffer.from(`${'x'.repeat(5000)}\nshort\n${'y'.repeat(11)}`),
      [7, 4000, 5003],
      10,
    );
    expect(lines.map(({ bytes, isCut, end }) => [bytes.toString(), isCut, end])).toEqual([
      ['x'.repeat(10), true, 5001],
      ['short', false, 5007],
      ['y'.repeat(10), true, 5018],
    ]);
  });
});
