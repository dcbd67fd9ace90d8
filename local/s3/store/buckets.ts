import type { DatabaseSync } from 'node:sqlite';

/** Unset: versioning was never on. Suspended: it was. */
export type Versioning = 'Enabled' | 'Suspended' | undefined;

export interface Bucket {
  name: string;
  /** Epoch milliseconds. */
  created: number;
  versioning: Versioning;
  /** The key of the bucket's default encryption; without it, SSE-S3. */
  kmsKeyArn: string | undefined;
  /** Whether its objects' creation becomes "Object Created" events. */
  eventBridge: boolean;
  /** Whether the template declares it; such buckets outlive a reset. */
  declared: boolean;
}

export interface Buckets {
  find(name: string): Bucket | undefined;
  list(): Bucket[];
  /** Makes the bucket, or changes its settings and keeps what is in it. */
  put(bucket: Bucket): void;
  remove(name: string): void;
}

interface BucketRow {
  name: string;
  created: number;
  versioning: Versioning | null;
  kms_key_arn: string | null;
  event_bridge: number;
  declared: number;
}

const bucketOf = (row: BucketRow): Bucket => ({
  name: row.name,
  created: row.created,
  versioning: row.versioning ?? undefined,
  kmsKeyArn: row.kms_key_arn ?? undefined,
  eventBridge: row.event_bridge === 1,
  declared: row.declared === 1,
});

export function createBuckets(database: DatabaseSync): Buckets {
  const find = database.prepare('SELECT * FROM s3_buckets WHERE name = ?');
  const list = database.prepare('SELECT * FROM s3_buckets ORDER BY name');
  const put = database.prepare(`
    INSERT INTO s3_buckets VALUES ($name, $created, $versioning, $kmsKeyArn, $eventBridge, $declared)
    ON CONFLICT (name) DO UPDATE SET versioning = excluded.versioning, kms_key_arn = excluded.kms_key_arn,
      event_bridge = excluded.event_bridge, declared = excluded.declared`);
  const remove = database.prepare('DELETE FROM s3_buckets WHERE name = ?');

  return {
    find(name) {
      const row = find.get(name) as BucketRow | undefined;
      return row && bucketOf(row);
    },
    list: () => (list.all() as unknown as BucketRow[]).map(bucketOf),
    put(bucket) {
      put.run({
        name: bucket.name,
        created: bucket.created,
        versioning: bucket.versioning ?? null,
        kmsKeyArn: bucket.kmsKeyArn ?? null,
        eventBridge: Number(bucket.eventBridge),
        declared: Number(bucket.declared),
      });
    },
    remove(name) {
      remove.run(name);
    },
  };
}
