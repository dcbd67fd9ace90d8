import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createCrc32c } from './crc32c.ts';
import { createCrc64Nvme } from './crc64-nvme.ts';

/** A running digest over the bytes of a body. */
export interface Digest {
  update(bytes: Uint8Array): void;
  digest(): Buffer;
}

/** FULL_OBJECT: over all bytes of the object. COMPOSITE: over the checksums of its parts, written `<base64>-<parts>`. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

interface Algorithm {
  /** Its element in S3's XML. The header is `x-amz-checksum-` and the algorithm's name in lower case. */
  element: string;
  bytes: number;
  create: () => Digest;
  /** The types a multipart upload may ask for, its default first (S3 User Guide, "Checking object integrity"). */
  multipart: readonly ChecksumType[];
}

const hash = (name: string) => (): Digest => {
  const running = createHash(name);
  return { update: (bytes) => void running.update(bytes), digest: () => running.digest() };
};

const createCrc32 = (): Digest => {
  let crc = 0;
  return {
    update(bytes) {
      crc = crc32(bytes, crc);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(crc);
      return bytes;
    },
  };
};

const EITHER: readonly ChecksumType[] = ['COMPOSITE', 'FULL_OBJECT'];

/** The checksum algorithms of S3 that the local S3 computes. */
export const ALGORITHMS = {
  CRC32: { element: 'ChecksumCRC32', bytes: 4, create: createCrc32, multipart: EITHER },
  CRC32C: { element: 'ChecksumCRC32C', bytes: 4, create: createCrc32c, multipart: EITHER },
  CRC64NVME: {
    element: 'ChecksumCRC64NVME',
    bytes: 8,
    create: createCrc64Nvme,
    multipart: ['FULL_OBJECT'],
  },
  SHA1: { element: 'ChecksumSHA1', bytes: 20, create: hash('sha1'), multipart: ['COMPOSITE'] },
  SHA256: { element: 'ChecksumSHA256', bytes: 32, create: hash('sha256'), multipart: ['COMPOSITE'] },
} as const satisfies Record<string, Algorithm>;

export type ChecksumAlgorithm = keyof typeof ALGORITHMS;

/** What S3 computes and keeps when the client sends no checksum. */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = 'CRC64NVME';

/** The checksum kept with an object or a part; `value` is base64, with `-<parts>` when COMPOSITE. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  type: ChecksumType;
  value: string;
}

export const createMd5 = hash('md5');
export const createSha256 = hash('sha256');

export const isChecksumAlgorithm = (name: string): name is ChecksumAlgorithm =>
  Object.hasOwn(ALGORITHMS, name);

export const checksumHeader = (algorithm: ChecksumAlgorithm): string =>
  `x-amz-checksum-${algorithm.toLowerCase()}`;

/** The checksum of checksums that S3 keeps for a multipart object of type COMPOSITE; `parts` in base64. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): string {
  const digest = ALGORITHMS[algorithm].create();
  for (const part of parts) digest.update(Buffer.from(part, 'base64'));
  return `${digest.digest().toString('base64')}-${parts.length}`;
}
