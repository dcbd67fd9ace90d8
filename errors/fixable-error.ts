/** What an error says beside its text. */
export interface FixableErrorOptions extends ErrorOptions {
  /** The value that was found; left out where it might be a secret or PHI. */
  actual?: unknown;
  /** What would have been right, in words or as a value. */
  expected?: unknown;
}

/**
 * An error that a person can fix. Its text says what is wrong, where, and what to do; the command line prints it
 * without a stack. Anything else that is thrown is a fault of Inlet's own.
 *
 * `code` is stable: scripts and tests may rely on it, texts may change.
 */
export class FixableError extends Error {
  override name = 'FixableError';
  readonly code: string;
  // Declared only, so that an error without them has no such members.
  declare readonly actual?: unknown;
  declare readonly expected?: unknown;

  constructor(code: string, message: string, { actual, expected, ...options }: FixableErrorOptions = {}) {
    super(message, options);
    this.code = code;
    if (actual !== undefined) this.actual = actual;
    if (expected !== undefined) this.expected = expected;
  }
}

/** A command line, or what it names, that cannot be worked with. */
export class UsageError extends FixableError {
  override name = 'UsageError';

  constructor(message: string, options?: FixableErrorOptions) {
    super('InvalidUsage', message, options);
  }
}
