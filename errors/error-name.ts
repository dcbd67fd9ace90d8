import { FixableError } from './fixable-error.ts';

/**
 * The name of anything that was thrown, of an error that a person can fix its code: reports and logs hold it instead of the text, which may
 * hold anything.
 */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UnknownError';
  return error instanceof FixableError && error.name === FixableError.name ? error.code : error.name;
}
