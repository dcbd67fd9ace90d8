/**
 * In: nothing.
 * Out: the base class of errors that a person can fix, the name of anything that was thrown, and commands as they are typed.
 * Touches: nothing: node: modules only.
 */
export { nameOf } from './error-name.ts';
export type { FixableErrorOptions } from './fixable-error.ts';
export { FixableError, UsageError } from './fixable-error.ts';
export { shellQuoted, typed, typedInlet } from './typed-command.ts';
