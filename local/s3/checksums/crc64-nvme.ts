/**
 * CRC-64/NVME (NVM Express command set, section 5.2.1.3.4; S3's CRC64NVME): reflected polynomial, all ones in and
 * out. Slicing by eight over two 32-bit halves, because BigInt arithmetic is far slower.
 */
const REFLECTED_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;
const SLICES = 8;

/**
 * Every index below lies within its array; the compiler cannot know. Two functions, because the engine makes fast code
 * for one kind of array each.
 */
const at = (table: Int32Array, index: number): number => table[index] ?? 0;
const byteAt = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;

const high = new Int32Array(SLICES * 256);
const low = new Int32Array(SLICES * 256);

for (let byte = 0; byte < 256; byte++) {
  let crc = BigInt(byte);
  for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ REFLECTED_POLYNOMIAL : crc >> 1n;
  high[byte] = Number(crc >> 32n) | 0;
  low[byte] = Number(crc & 0xffff_ffffn) | 0;
}
for (let entry = 256; entry < SLICES * 256; entry++) {
  const previousHigh = at(high, entry - 256);
  const previousLow = at(low, entry - 256);
  const byte = previousLow & 255;
  high[entry] = (previousHigh >>> 8) ^ at(high, byte);
  low[entry] = ((previousLow >>> 8) | (previousHigh << 24)) ^ at(low, byte);
}

interface Crc {
  high: number;
  low: number;
}

/** One function for all running digests: only so does the engine take the tables for constants, twice as fast. */
function advance(crc: Crc, bytes: Uint8Array): void {
  let { high: hi, low: lo } = crc;
  let i = 0;
  for (const last = bytes.length - 7; i < last; i += 8) {
    const a = lo ^ wordAt(bytes, i);
    const b = hi ^ wordAt(bytes, i + 4);
    const s7 = 1792 + (a & 255);
    const s6 = 1536 + ((a >>> 8) & 255);
    const s5 = 1280 + ((a >>> 16) & 255);
    const s4 = 1024 + (a >>> 24);
    const s3 = 768 + (b & 255);
    const s2 = 512 + ((b >>> 8) & 255);
    const s1 = 256 + ((b >>> 16) & 255);
    const s0 = b >>> 24;
    hi = at(high, s7) ^ at(high, s6) ^ at(high, s5) ^ at(high, s4);
    hi ^= at(high, s3) ^ at(high, s2) ^ at(high, s1) ^ at(high, s0);
    lo = at(low, s7) ^ at(low, s6) ^ at(low, s5) ^ at(low, s4);
    lo ^= at(low, s3) ^ at(low, s2) ^ at(low, s1) ^ at(low, s0);
  }
  for (; i < bytes.length; i++) {
    const byte = (lo ^ byteAt(bytes, i)) & 255;
    lo = ((lo >>> 8) | (hi << 24)) ^ at(low, byte);
    hi = (hi >>> 8) ^ at(high, byte);
  }
  crc.high = hi;
  crc.low = lo;
}

/** Four bytes from `index` on, the first the least significant. */
const wordAt = (bytes: Uint8Array, index: number): number =>
  byteAt(bytes, index) |
  (byteAt(bytes, index + 1) << 8) |
  (byteAt(bytes, index + 2) << 16) |
  (byteAt(bytes, index + 3) << 24);

/** A running CRC-64/NVME; `digest` gives its eight bytes, most significant first, as S3 writes them in base64. */
export function createCrc64Nvme(): { update(bytes: Uint8Array): void; digest(): Buffer } {
  const crc: Crc = { high: -1, low: -1 };
  return {
    update(bytes) {
      advance(crc, bytes);
    },
    digest() {
      const bytes = Buffer.alloc(8);
      bytes.writeInt32BE(~crc.high, 0);
      bytes.writeInt32BE(~crc.low, 4);
      return bytes;
    },
  };
}
