/**
 * 53 bits of a text, or of a part of it, spread evenly: two multiplicative hashes of 32 bits with a final mix (after MurmurHash3).
 * @param seed 32 bits: the same text has another fingerprint for each
 */
export function fingerprint(text: string, start = 0, end = text.length, seed = 0): number {
  let high = 0x9e3779b9 ^ seed;
  let low = 0x85ebca6b;
  for (let index = start; index < end; index += 1) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0xcc9e2d51);
    low = Math.imul(low ^ unit, 0x1b873593);
    high = (high << 13) | (high >>> 19);
    low = (low << 15) | (low >>> 17);
  }
  high = mixed(high ^ (low >>> 7) ^ (end - start));
  low = mixed(low ^ high);
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}

function mixed(bits: number): number {
  let hash = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
