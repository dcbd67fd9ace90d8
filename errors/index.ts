/**
 * In: nothing.
 * Out: the base class of errors that a person can fix, the name of anything that was thrown, counts in the right number, and commands as they are typed.
 * Touches: nothing: node: modules only.
 */
export { countOf, countText } from './count-of.ts';
export { nameOf } from './error-name.ts';
export type { FixableErrorOptions } from './fixable-error.ts';
export { FixableError, UsageError } from './fixable-error.ts';
export { noSuchPath } from './no-such-path.ts';
export { shellQuoted, typed, typedInlet } from './typed-command.ts';
