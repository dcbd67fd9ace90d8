import { ALGORITHMS, createMd5, type Checksum, type ChecksumAlgorithm } from './algorithms.ts';

/** Bytes that are digested as they pass, for what S3 itself reads: copies, joined parts, files moved in. */
export interface DigestedBytes {
  bytes: AsyncIterable<Uint8Array>;
  /** Hex; call when all bytes have been read. */
  md5: () => string | undefined;
  /** Call when all bytes have been read. */
  checksum: () => Checksum;
}

export function digesting(
  source: AsyncIterable<Uint8Array>,
  algorithm: ChecksumAlgorithm,
  wantMd5: boolean,
): DigestedBytes {
  const md5 = wantMd5 ? createMd5() : undefined;
  const checksum = ALGORITHMS[algorithm].create();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const piece of source) {
      md5?.update(piece);
      checksum.update(piece);
      yield piece;
    }
  }
  return {
    bytes: bytes(),
    md5: () => md5?.digest().toString('hex'),
    checksum: () => ({ algorithm, type: 'FULL_OBJECT', value: checksum.digest().toString('base64') }),
  };
}
