/**
 * In: nothing.
 * Out: the base class of errors that a person can fix, and the name of anything that was thrown.
 * Touches: nothing: node: modules only.
 */
export { nameOf } from './error-name.ts';
export type { FixableErrorOptions } from './fixable-error.ts';
export { FixableError, UsageError } from './fixable-error.ts';
