/** CRC-32C (Castagnoli, RFC 3720 appendix B.4): reflected polynomial, all ones in and out, slicing by eight. */
const REFLECTED_POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/**
 * Every index below lies within its array; the compiler cannot know. Two functions, because the engine makes fast code
 * for one kind of array each.
 */
const at = (table: Int32Array, index: number): number => table[index] ?? 0;
const byteAt = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;

const table = new Int32Array(SLICES * 256);

for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ REFLECTED_POLYNOMIAL : crc >>> 1;
  table[byte] = crc;
}
for (let entry = 256; entry < SLICES * 256; entry++) {
  const previous = at(table, entry - 256);
  table[entry] = (previous >>> 8) ^ at(table, previous & 255);
}

/** One function for all running digests: only so does the engine take the table for a constant, twice as fast. */
function advance(crc: number, bytes: Uint8Array): number {
  let i = 0;
  for (const last = bytes.length - 7; i < last; i += 8) {
    const word =
      byteAt(bytes, i) |
      (byteAt(bytes, i + 1) << 8) |
      (byteAt(bytes, i + 2) << 16) |
      (byteAt(bytes, i + 3) << 24);
    const a = crc ^ word;
    crc =
      at(table, 1792 + (a & 255)) ^
      at(table, 1536 + ((a >>> 8) & 255)) ^
      at(table, 1280 + ((a >>> 16) & 255)) ^
      at(table, 1024 + (a >>> 24)) ^
      at(table, 768 + byteAt(bytes, i + 4)) ^
      at(table, 512 + byteAt(bytes, i + 5)) ^
      at(table, 256 + byteAt(bytes, i + 6)) ^
      at(table, byteAt(bytes, i + 7));
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ at(table, (crc ^ byteAt(bytes, i)) & 255);
  return crc;
}

/** A running CRC-32C; `digest` gives its four bytes, most significant first, as S3 writes them in base64. */
export function createCrc32c(): { update(bytes: Uint8Array): void; digest(): Buffer } {
  let crc = -1;
  return {
    update(bytes) {
      crc = advance(crc, bytes);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(~crc);
      return bytes;
    },
  };
}
