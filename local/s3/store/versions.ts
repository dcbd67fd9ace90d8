import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { boundLimit } from '../../ground/index.ts';
import type { Checksum } from '../checksums/algorithms.ts';
import type { Position, Scan } from './listing.ts';

/** The version id of what is written while versioning is not enabled. */
export const NULL_VERSION = 'null';

/** The headers that are kept with an object and given back: content-type and its kin, and `x-amz-meta-*`. */
export type ObjectHeaders = Record<string, string>;

/** One version of an object, or a delete marker: the version that has no `blob`. */
export interface Version {
  bucket: string;
  key: string;
  /** Grows with each write to the bucket; the sequencer of its event. */
  sequence: number;
  versionId: string;
  latest: boolean;
  blob: string | undefined;
  size: number;
  /** Without quotes. */
  etag: string;
  /** Epoch milliseconds. */
  modified: number;
  headers: ObjectHeaders;
  checksum: Checksum | undefined;
  /** The sizes of its parts, when it came by a multipart upload. */
  partSizes: readonly number[] | undefined;
  kmsKeyArn: string | undefined;
}

/** A version that is an object, not a delete marker. */
export type ObjectVersion = Version & { blob: string };

export const isObject = (version: Version | undefined): version is ObjectVersion =>
  version?.blob !== undefined;

export interface Versions {
  /** The newest version, or the one of `versionId`; may be a delete marker. */
  find(bucket: string, key: string, versionId?: string): Version | undefined;
  /** Adds a version as the newest of its key. */
  insert(version: Version): void;
  /** Takes one version away; the next newest becomes the latest. */
  remove(version: Version): void;
  isEmpty(bucket: string): boolean;
  /** Current objects in the order of their keys, without delete markers. */
  scanCurrent(bucket: string): Scan<ObjectVersion>;
  /** All versions and delete markers: keys in order, within a key the newest first. */
  scanAll(bucket: string): Scan<Version>;
  /** A number higher than all before it, also across restarts and resets; near the time in microseconds. */
  nextSequence(now: number): number;
  /** The blobs of everything in the bucket. */
  blobs(bucket: string): string[];
  removeAll(bucket: string): void;
}

interface VersionRow {
  bucket: string;
  key: string;
  sequence: number;
  version_id: string;
  latest: number;
  blob: string | null;
  size: number;
  etag: string;
  modified: number;
  headers: string;
  checksum: string | null;
  part_sizes: string | null;
  kms_key_arn: string | null;
}

const versionOf = (row: VersionRow): Version => ({
  bucket: row.bucket,
  key: row.key,
  sequence: row.sequence,
  versionId: row.version_id,
  latest: row.latest === 1,
  blob: row.blob ?? undefined,
  size: row.size,
  etag: row.etag,
  modified: row.modified,
  headers: JSON.parse(row.headers) as ObjectHeaders,
  checksum: row.checksum === null ? undefined : (JSON.parse(row.checksum) as Checksum),
  partSizes: row.part_sizes === null ? undefined : (JSON.parse(row.part_sizes) as number[]),
  kmsKeyArn: row.kms_key_arn ?? undefined,
});

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value));

const rowOf = (version: Version): Record<string, SQLInputValue> => ({
  bucket: version.bucket,
  key: version.key,
  sequence: version.sequence,
  version_id: version.versionId,
  latest: Number(version.latest),
  blob: version.blob ?? null,
  size: version.size,
  etag: version.etag,
  modified: version.modified,
  headers: JSON.stringify(version.headers),
  checksum: json(version.checksum),
  part_sizes: json(version.partSizes),
  kms_key_arn: version.kmsKeyArn ?? null,
});

const PAST_ALL_KEYS = 'bucket = $bucket AND key >= $from';
const BEFORE = 'AND key < $before';

export function createVersions(database: DatabaseSync): Versions {
  const rows = (sql: string) => {
    const statement = database.prepare(sql);
    return (values: Record<string, SQLInputValue>) => statement.all(values) as unknown as VersionRow[];
  };
  const latest = rows('SELECT * FROM s3_versions WHERE bucket = $bucket AND key = $key AND latest = 1');
  const byId = rows(
    'SELECT * FROM s3_versions WHERE bucket = $bucket AND key = $key AND version_id = $versionId',
  );
  const demote = database.prepare(
    'UPDATE s3_versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1',
  );
  const insert = database.prepare(`
    INSERT INTO s3_versions VALUES ($bucket, $key, $sequence, $version_id, $latest, $blob, $size, $etag, $modified,
      $headers, $checksum, $part_sizes, $kms_key_arn)`);
  const remove = database.prepare('DELETE FROM s3_versions WHERE bucket = ? AND key = ? AND sequence = ?');
  const promote = database.prepare(`
    UPDATE s3_versions SET latest = 1 WHERE bucket = $bucket AND key = $key AND sequence =
      (SELECT max(sequence) FROM s3_versions WHERE bucket = $bucket AND key = $key)`);
  const any = database.prepare('SELECT 1 FROM s3_versions WHERE bucket = ? LIMIT 1');
  const sequence = database.prepare('UPDATE s3_sequence SET last = max(last + 1, ?) RETURNING last');
  const blobs = database.prepare('SELECT blob FROM s3_versions WHERE bucket = ? AND blob IS NOT NULL');
  const removeAll = database.prepare('DELETE FROM s3_versions WHERE bucket = ?');

  const scans = (select: string, order: string) => {
    const open = rows(`${select} ${order}`);
    const bounded = rows(`${select} ${BEFORE} ${order}`);
    return (bucket: string, from: Position, before: string | undefined, limit: number) => {
      const past = from.past === 'all' ? 0 : (from.past ?? Number.MAX_SAFE_INTEGER);
      const values = { bucket, from: from.key, past, limit };
      return (before === undefined ? open(values) : bounded({ ...values, before })).map(versionOf);
    };
  };
  const current = scans(
    `SELECT * FROM s3_versions WHERE ${PAST_ALL_KEYS} AND latest = 1 AND blob IS NOT NULL
       AND (key <> $from OR sequence < $past)`,
    `ORDER BY key ${boundLimit('$limit')}`,
  );
  const all = scans(
    `SELECT * FROM s3_versions WHERE ${PAST_ALL_KEYS} AND (key <> $from OR sequence < $past)`,
    `ORDER BY key, sequence DESC ${boundLimit('$limit')}`,
  );

  return {
    find(bucket, key, versionId) {
      const [row] = versionId === undefined ? latest({ bucket, key }) : byId({ bucket, key, versionId });
      return row && versionOf(row);
    },
    insert(version) {
      demote.run(version.bucket, version.key);
      insert.run(rowOf(version));
    },
    remove(version) {
      remove.run(version.bucket, version.key, version.sequence);
      if (version.latest) promote.run({ bucket: version.bucket, key: version.key });
    },
    isEmpty: (bucket) => any.get(bucket) === undefined,
    scanCurrent: (bucket) => (from, before, limit) => current(bucket, from, before, limit).filter(isObject),
    scanAll: (bucket) => (from, before, limit) => all(bucket, from, before, limit),
    nextSequence: (now) => (sequence.get(Math.floor(now) * 1000) as { last: number }).last,
    blobs: (bucket) => (blobs.all(bucket) as { blob: string }[]).map(({ blob }) => blob),
    removeAll(bucket) {
      removeAll.run(bucket);
    },
  };
}
