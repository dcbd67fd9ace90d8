import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { boundLimit } from '../../ground/index.ts';
import type { Checksum, ChecksumAlgorithm, ChecksumType } from '../checksums/algorithms.ts';
import type { Scan } from './listing.ts';
import type { ObjectHeaders } from './versions.ts';

/** A multipart upload that is neither completed nor aborted. */
export interface Upload {
  uploadId: string;
  bucket: string;
  key: string;
  sequence: number;
  /** Epoch milliseconds. */
  initiated: number;
  headers: ObjectHeaders;
  /** What the client asked for; without it S3 keeps a CRC64NVME of the whole object. */
  checksum: { algorithm: ChecksumAlgorithm; type: ChecksumType } | undefined;
  kmsKeyArn: string | undefined;
}

export interface Part {
  number: number;
  blob: string;
  size: number;
  /** Without quotes. */
  etag: string;
  checksum: Checksum | undefined;
  /** Epoch milliseconds. */
  modified: number;
}

export interface Uploads {
  find(uploadId: string): Upload | undefined;
  insert(upload: Upload): void;
  /** Takes the upload and its parts away. */
  remove(uploadId: string): void;
  /** Puts a part in the place of one with the same number. */
  putPart(uploadId: string, part: Part): void;
  findPart(uploadId: string, number: number): Part | undefined;
  /** Parts by number, those above `after`. */
  parts(uploadId: string, after?: number, limit?: number): Part[];
  /** Uploads by key, within a key the earliest first. */
  scan(bucket: string): Scan<Upload>;
  inBucket(bucket: string): Upload[];
}

interface UploadRow {
  upload_id: string;
  bucket: string;
  key: string;
  sequence: number;
  initiated: number;
  headers: string;
  checksum_algorithm: ChecksumAlgorithm | null;
  checksum_type: ChecksumType | null;
  kms_key_arn: string | null;
}

interface PartRow {
  number: number;
  blob: string;
  size: number;
  etag: string;
  checksum: string | null;
  modified: number;
}

const uploadOf = (row: UploadRow): Upload => ({
  uploadId: row.upload_id,
  bucket: row.bucket,
  key: row.key,
  sequence: row.sequence,
  initiated: row.initiated,
  headers: JSON.parse(row.headers) as ObjectHeaders,
  checksum:
    row.checksum_algorithm && row.checksum_type
      ? { algorithm: row.checksum_algorithm, type: row.checksum_type }
      : undefined,
  kmsKeyArn: row.kms_key_arn ?? undefined,
});

const partOf = (row: PartRow): Part => ({
  number: row.number,
  blob: row.blob,
  size: row.size,
  etag: row.etag,
  checksum: row.checksum === null ? undefined : (JSON.parse(row.checksum) as Checksum),
  modified: row.modified,
});

const NO_LIMIT = -1;

export function createUploads(database: DatabaseSync): Uploads {
  const uploads = (sql: string) => {
    const statement = database.prepare(sql);
    return (values: Record<string, SQLInputValue>) =>
      (statement.all(values) as unknown as UploadRow[]).map(uploadOf);
  };
  const parts = (sql: string) => {
    const statement = database.prepare(sql);
    return (values: Record<string, SQLInputValue>) =>
      (statement.all(values) as unknown as PartRow[]).map(partOf);
  };
  const find = uploads('SELECT * FROM s3_uploads WHERE upload_id = $uploadId');
  const inBucket = uploads('SELECT * FROM s3_uploads WHERE bucket = $bucket');
  const insert = database.prepare('INSERT INTO s3_uploads VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const removeParts = database.prepare('DELETE FROM s3_parts WHERE upload_id = ?');
  const remove = database.prepare('DELETE FROM s3_uploads WHERE upload_id = ?');
  const putPart = database.prepare('INSERT OR REPLACE INTO s3_parts VALUES (?, ?, ?, ?, ?, ?, ?)');
  const findPart = parts('SELECT * FROM s3_parts WHERE upload_id = $uploadId AND number = $number');
  const partsAfter = parts(
    `SELECT * FROM s3_parts WHERE upload_id = $uploadId AND number > $after ORDER BY number ${boundLimit('$limit')}`,
  );
  const scan = uploads(
    `SELECT * FROM s3_uploads WHERE bucket = $bucket AND key >= $from AND (key <> $from OR sequence > $past)
       AND ($before IS NULL OR key < $before) ORDER BY key, sequence ${boundLimit('$limit')}`,
  );

  return {
    find: (uploadId) => find({ uploadId })[0],
    insert(upload) {
      insert.run(
        upload.uploadId,
        upload.bucket,
        upload.key,
        upload.sequence,
        upload.initiated,
        JSON.stringify(upload.headers),
        upload.checksum?.algorithm ?? null,
        upload.checksum?.type ?? null,
        upload.kmsKeyArn ?? null,
      );
    },
    remove(uploadId) {
      removeParts.run(uploadId);
      remove.run(uploadId);
    },
    putPart(uploadId, part) {
      const checksum = part.checksum ? JSON.stringify(part.checksum) : null;
      putPart.run(uploadId, part.number, part.blob, part.size, part.etag, checksum, part.modified);
    },
    findPart: (uploadId, number) => findPart({ uploadId, number })[0],
    parts: (uploadId, after = 0, limit = NO_LIMIT) => partsAfter({ uploadId, after, limit }),
    scan: (bucket) => (from, before, limit) => {
      const past = from.past === 'all' ? Number.MAX_SAFE_INTEGER : (from.past ?? 0);
      return scan({ bucket, from: from.key, past, before: before ?? null, limit });
    },
    inBucket: (bucket) => inBucket({ bucket }),
  };
}
