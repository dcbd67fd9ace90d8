/**
 * S3's order of keys (S3 API reference, ListObjectsV2): that of their UTF-8 bytes. JavaScript compares UTF-16 code
 * units, which puts characters beyond U+FFFF before those from U+E000 on.
 */
export function inS3Order(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const first = a.charCodeAt(index);
    const second = b.charCodeAt(index);
    if (first !== second) return rank(first) - rank(second);
  }
  return a.length - b.length;
}

/** Moves surrogates, of which characters beyond U+FFFF are made, behind all other code units. */
const rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
