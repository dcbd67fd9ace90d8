import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ALGORITHMS, compositeChecksum, type Digest } from '../../../local/s3/checksums/algorithms.ts';

const over = (create: () => Digest, ...pieces: Uint8Array[]): string => {
  const digest = create();
  for (const piece of pieces) digest.update(piece);
  return digest.digest().toString('hex');
};

/** A CRC bit by bit, as its definition says. */
const bitwise = (width: bigint, reflected: bigint) => (bytes: Uint8Array) => {
  const ones = (1n << width) - 1n;
  let crc = ones;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ reflected : crc >> 1n;
  }
  return (crc ^ ones).toString(16).padStart(Number(width) / 4, '0');
};

describe('the checksums of S3', () => {
  test.each([
    ['CRC32', 'cbf43926'],
    ['CRC32C', 'e3069283'],
    ['CRC64NVME', 'ae8b14860a799888'],
    ['SHA1', 'f7c3bc1d808e04732adf679965ccc34ca7ae3441'],
  ] as const)('%s of "123456789" is the published check value', (algorithm, expected) => {
    expect(over(ALGORITHMS[algorithm].create, Buffer.from('123456789'))).toBe(expected);
  });

  test.each([
    ['CRC32', bitwise(32n, 0xedb88320n)],
    ['CRC32C', bitwise(32n, 0x82f63b78n)],
    ['CRC64NVME', bitwise(64n, 0x9a6c9329ac4bc9b5n)],
  ] as const)('%s equals its definition, in however many pieces the bytes come', (algorithm, definition) => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (pieces) => {
        expect(over(ALGORITHMS[algorithm].create, ...pieces)).toBe(definition(Buffer.concat(pieces)));
      }),
    );
  });

  test('a composite checksum is the checksum of the checksums, with their number', () => {
    const parts = ['abc', 'def'].map((text) =>
      Buffer.from(over(ALGORITHMS.SHA256.create, Buffer.from(text)), 'hex'),
    );
    const whole = Buffer.from(over(ALGORITHMS.SHA256.create, ...parts), 'hex').toString('base64');
    expect(
      compositeChecksum(
        'SHA256',
        parts.map((part) => part.toString('base64')),
      ),
    ).toBe(`${whole}-2`);
  });
});
