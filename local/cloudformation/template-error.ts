import type { FixableErrorOptions } from '../../errors/index.ts';
import { FixableError } from '../../errors/index.ts';

/** What is wrong with a packaged template, and where: `logicalId` names the resource, output or condition. */
export class TemplateError extends FixableError {
  override name = 'TemplateError';
  readonly logicalId: string | undefined;

  constructor(message: string, logicalId?: string, options?: FixableErrorOptions) {
    super('InvalidTemplate', logicalId === undefined ? message : `${logicalId}: ${message}`, options);
    this.logicalId = logicalId;
  }

  /** The same error with its place, unless a place nearer to the mistake is named already. */
  in(logicalId: string): TemplateError {
    if (this.logicalId !== undefined) return this;
    const { cause, actual, expected } = this;
    return new TemplateError(this.message, logicalId, { cause, actual, expected });
  }
}

/** An error about something that CloudFormation has and the local cloud does not have. */
export const unsupported = (
  message: string,
  actual: unknown,
  supported: readonly string[],
  logicalId?: string,
): TemplateError =>
  new TemplateError(`${message}; supported: ${supported.join(', ')}.`, logicalId, {
    actual,
    expected: supported,
  });
