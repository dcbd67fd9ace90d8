import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Statements that are kept: searches are alike, and preparing one takes longer than its answer. */
const MOST_KEPT = 256;

/** Prepares a statement, or has it from before; the one that was not used for the longest time goes. */
export function preparedStatements(database: DatabaseSync): (sql: string) => StatementSync {
  const kept = new Map<string, StatementSync>();
  return (sql) => {
    const statement = kept.get(sql) ?? database.prepare(sql);
    kept.delete(sql);
    kept.set(sql, statement);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
    return statement;
  };
}
