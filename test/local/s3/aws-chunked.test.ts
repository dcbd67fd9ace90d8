import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeAwsChunked } from '../../../local/s3/http/aws-chunked.ts';

/** The wire form of chunks, as clients send them. */
function encode(chunks: readonly Uint8Array[], signed: boolean, trailers: Record<string, string>): Buffer {
  const signature = signed ? `;chunk-signature=${'0f'.repeat(32)}` : '';
  const chunk = (bytes: Uint8Array) =>
    Buffer.concat([Buffer.from(`${bytes.length.toString(16)}${signature}\r\n`), bytes, Buffer.from('\r\n')]);
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`);
  const end = `0${signature}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([...chunks.filter(({ length }) => length > 0).map(chunk), Buffer.from(end)]);
}

/** The same bytes in pieces that end at the given places. */
async function* cut(bytes: Buffer, places: readonly number[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  let start = 0;
  for (const end of [
    ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b),
    bytes.length,
  ]) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function decode(source: AsyncIterable<Uint8Array>) {
  const trailers = new Map<string, string>();
  const pieces: Uint8Array[] = [];
  for await (const piece of decodeAwsChunked(source, trailers)) pieces.push(piece);
  return { data: Buffer.concat(pieces), trailers: Object.fromEntries(trailers) };
}

const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 });
const places = fc.array(fc.nat({ max: 5000 }), { maxLength: 30 });

describe('the decoder of aws-chunked bodies', () => {
  test('gives the data and the trailers however the bytes arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        chunks,
        fc.boolean(),
        places,
        fc.base64String(),
        async (data, signed, at, checksum) => {
          const trailers = { 'x-amz-checksum-crc32c': checksum };
          const decoded = await decode(cut(encode(data, signed, trailers), at));
          expect(decoded.data.equals(Buffer.concat(data))).toBe(true);
          expect(decoded.trailers).toEqual(trailers);
        },
      ),
    );
  });

  test('refuses a body that ends before its end', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, fc.boolean(), fc.nat(), async (data, signed, where) => {
        const body = encode(data, signed, {});
        // The very last empty line may be missing; some clients do so.
        const end = where % (body.length - 2);
        await expect(decode(cut(body.subarray(0, end), []))).rejects.toThrow();
      }),
    );
  });

  test.each([
    ['no size', 'xyz\r\n'],
    ['a chunk longer than its size', '3\r\nabcdef\r\n0\r\n\r\n'],
    ['a trailer without a colon', '0\r\nnonsense\r\n\r\n'],
    ['a header line without an end', '1;'.padEnd(20_000, 'x')],
  ])('refuses %s', async (_, body) => {
    await expect(decode(cut(Buffer.from(body), []))).rejects.toThrow();
  });
});
