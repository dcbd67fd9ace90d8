import type { DatabaseSync } from 'node:sqlite';

/** Makes the table of jobs, or brings that of an earlier version up to date. @param ended the statuses that end a job, in SQL */
export function openJobsTable(database: DatabaseSync, ended: string): void {
  database.exec(`
    CREATE TABLE IF NOT EXISTS healthlake_jobs (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      job_id TEXT NOT NULL UNIQUE,
      kind TEXT NOT NULL,
      datastore_id TEXT NOT NULL,
      job_name TEXT,
      status TEXT NOT NULL,
      submit_time INTEGER NOT NULL,
      end_time INTEGER,
      due_at INTEGER NOT NULL,
      input_uri TEXT,
      output_uri TEXT NOT NULL,
      kms_key_id TEXT NOT NULL,
      role_arn TEXT NOT NULL,
      validation_level TEXT,
      client_token TEXT,
      request_hash TEXT NOT NULL,
      message TEXT,
      refusal TEXT,
      progress TEXT,
      selection TEXT,
      files TEXT,
      instant INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS healthlake_jobs_by_datastore ON healthlake_jobs (datastore_id, kind, number);
    CREATE INDEX IF NOT EXISTS healthlake_jobs_by_token ON healthlake_jobs (client_token, kind);
    CREATE INDEX IF NOT EXISTS healthlake_jobs_open ON healthlake_jobs (number) WHERE status NOT IN (${ended});`);
  // A state folder of an earlier version has the table without them.
  const columns = database.prepare("SELECT name FROM pragma_table_info('healthlake_jobs')").all();
  for (const column of ['selection TEXT', 'files TEXT', 'instant INTEGER'])
    if (!columns.some(({ name }) => name === column.split(' ')[0]))
      database.exec(`ALTER TABLE healthlake_jobs ADD COLUMN ${column}`);
}
