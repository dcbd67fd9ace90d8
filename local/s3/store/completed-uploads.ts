import type { DatabaseSync } from 'node:sqlite';

/** A multipart upload that was completed, with what its completion was answered. */
export interface CompletedUpload {
  uploadId: string;
  bucket: string;
  key: string;
  /** Epoch milliseconds. */
  completed: number;
  /** The parts that were listed: their numbers and ETags. */
  parts: string;
  /** XML. */
  body: string;
  headers: Record<string, string>;
}

export interface CompletedUploads {
  find(uploadId: string): CompletedUpload | undefined;
  insert(upload: CompletedUpload): void;
  /** Forgets what was completed before `time`, epoch milliseconds. */
  forgetBefore(time: number): void;
  forgetBucket(bucket: string): void;
}

interface Row extends Omit<CompletedUpload, 'uploadId' | 'headers'> {
  upload_id: string;
  headers: string;
}

export function createCompletedUploads(database: DatabaseSync): CompletedUploads {
  database.exec(`
    CREATE TABLE IF NOT EXISTS s3_completed_uploads (
      upload_id TEXT PRIMARY KEY,
      bucket TEXT NOT NULL,
      key TEXT NOT NULL,
      completed INTEGER NOT NULL,
      parts TEXT NOT NULL,
      body TEXT NOT NULL,
      headers TEXT NOT NULL
    ) STRICT;
    CREATE INDEX IF NOT EXISTS s3_completed_uploads_by_time ON s3_completed_uploads (completed);
  `);
  const find = database.prepare('SELECT * FROM s3_completed_uploads WHERE upload_id = ?');
  const insert = database.prepare('INSERT INTO s3_completed_uploads VALUES (?, ?, ?, ?, ?, ?, ?)');
  const forgetBefore = database.prepare('DELETE FROM s3_completed_uploads WHERE completed < ?');
  const forgetBucket = database.prepare('DELETE FROM s3_completed_uploads WHERE bucket = ?');

  return {
    find(uploadId) {
      const row = find.get(uploadId) as unknown as Row | undefined;
      if (!row) return undefined;
      const { upload_id, headers, ...rest } = row;
      return { ...rest, uploadId: upload_id, headers: JSON.parse(headers) as Record<string, string> };
    },
    insert({ uploadId, bucket, key, completed, parts, body, headers }) {
      insert.run(uploadId, bucket, key, completed, parts, body, JSON.stringify(headers));
    },
    forgetBefore(time) {
      forgetBefore.run(time);
    },
    forgetBucket(bucket) {
      forgetBucket.run(bucket);
    },
  };
}
