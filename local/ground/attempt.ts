import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from './aws-error.ts';
import { transaction } from './sqlite.ts';

/** Runs `work` in a transaction of its own, inside the caller's if there is one; returns the AwsError that undid it. */
export function attempt(database: DatabaseSync, work: () => void): AwsError | undefined {
  try {
    transaction(database, work);
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}
