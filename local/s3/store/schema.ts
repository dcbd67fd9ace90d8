import type { DatabaseSync } from 'node:sqlite';

/**
 * The tables of the local S3. Text compares by its UTF-8 bytes, which is S3's order of keys. `sequence` grows with
 * each write and orders the versions of a key; `latest` marks the newest, so that a listing reads only an index.
 */
export function createTables(database: DatabaseSync): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS s3_buckets (
      name TEXT PRIMARY KEY,
      created INTEGER NOT NULL,
      versioning TEXT,
      kms_key_arn TEXT,
      event_bridge INTEGER NOT NULL,
      declared INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE IF NOT EXISTS s3_sequence (
      only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
      last INTEGER NOT NULL
    ) STRICT;
    INSERT OR IGNORE INTO s3_sequence VALUES (1, 0);

    CREATE TABLE IF NOT EXISTS s3_versions (
      bucket TEXT NOT NULL,
      key TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      version_id TEXT NOT NULL,
      latest INTEGER NOT NULL,
      blob TEXT,
      size INTEGER NOT NULL,
      etag TEXT NOT NULL,
      modified INTEGER NOT NULL,
      headers TEXT NOT NULL,
      checksum TEXT,
      part_sizes TEXT,
      kms_key_arn TEXT,
      PRIMARY KEY (bucket, key, sequence DESC)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX IF NOT EXISTS s3_versions_by_id ON s3_versions (bucket, key, version_id);
    CREATE INDEX IF NOT EXISTS s3_versions_current ON s3_versions (bucket, key) WHERE latest = 1 AND blob IS NOT NULL;
    CREATE INDEX IF NOT EXISTS s3_versions_by_blob ON s3_versions (blob) WHERE blob IS NOT NULL;

    CREATE TABLE IF NOT EXISTS s3_uploads (
      upload_id TEXT PRIMARY KEY,
      bucket TEXT NOT NULL,
      key TEXT NOT NULL,
      sequence INTEGER NOT NULL,
      initiated INTEGER NOT NULL,
      headers TEXT NOT NULL,
      checksum_algorithm TEXT,
      checksum_type TEXT,
      kms_key_arn TEXT
    ) STRICT;
    CREATE INDEX IF NOT EXISTS s3_uploads_by_key ON s3_uploads (bucket, key, sequence);

    CREATE TABLE IF NOT EXISTS s3_parts (
      upload_id TEXT NOT NULL REFERENCES s3_uploads ON DELETE CASCADE,
      number INTEGER NOT NULL,
      blob TEXT NOT NULL,
      size INTEGER NOT NULL,
      etag TEXT NOT NULL,
      checksum TEXT,
      modified INTEGER NOT NULL,
      PRIMARY KEY (upload_id, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS s3_parts_by_blob ON s3_parts (blob);
  `);
}
