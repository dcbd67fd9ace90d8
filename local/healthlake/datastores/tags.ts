import type { DatabaseSync } from 'node:sqlite';
import type { Tag } from '@aws-sdk/client-healthlake';
import { transaction } from '../../ground/index.ts';
import { validation } from '../errors.ts';

/** The tags of data stores. Keys are case-sensitive; the order is that in which they were first set. */
export interface Tags {
  of(arn: string): Tag[];
  /** Adds tags, or gives known keys new values. Throws ValidationException over the limit of the sum. */
  set(arn: string, tags: readonly { Key: string; Value: string }[]): void;
  remove(arn: string, keys: readonly string[]): void;
  clear(): void;
}

/** The model's limit of one list, which holds for all tags of a resource too. */
const MOST_TAGS = 200;

export function openTags(database: DatabaseSync): Tags {
  database.exec(`
    CREATE TABLE IF NOT EXISTS healthlake_tags (
      number INTEGER PRIMARY KEY,
      arn TEXT NOT NULL,
      key TEXT NOT NULL,
      value TEXT NOT NULL,
      UNIQUE (arn, key)
    ) STRICT;`);
  const select = database.prepare(
    'SELECT key AS Key, value AS Value FROM healthlake_tags WHERE arn = ? ORDER BY number',
  );
  const put = database.prepare(
    `INSERT INTO healthlake_tags (arn, key, value) VALUES (?, ?, ?)
     ON CONFLICT (arn, key) DO UPDATE SET value = excluded.value`,
  );
  const remove = database.prepare('DELETE FROM healthlake_tags WHERE arn = ? AND key = ?');
  const of = (arn: string): Tag[] =>
    select.all(arn).map(({ Key, Value }) => ({ Key: String(Key), Value: String(Value) }));

  return {
    of,
    set(arn, tags) {
      const reserved = tags.find(({ Key }) => /^aws:/iu.test(Key));
      if (reserved) throw validation(`The tag key ${reserved.Key} begins with aws:, which is reserved`);
      const keys = new Set([...of(arn).map(({ Key }) => Key), ...tags.map(({ Key }) => Key)]);
      if (keys.size > MOST_TAGS) throw validation(`A resource can have ${MOST_TAGS} tags`);
      transaction(database, () => {
        for (const { Key, Value } of tags) put.run(arn, Key, Value);
      });
    },
    remove(arn, keys) {
      transaction(database, () => {
        for (const key of keys) remove.run(arn, key);
      });
    },
    clear() {
      database.exec('DELETE FROM healthlake_tags');
    },
  };
}
