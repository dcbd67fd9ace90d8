import { FixableError } from '../../errors/index.ts';

/** What is wrong with a packaged template, and where: `logicalId` names the resource, output or condition. */
export class TemplateError extends FixableError {
  override name = 'TemplateError';
  readonly logicalId: string | undefined;

  constructor(message: string, logicalId?: string, options?: ErrorOptions) {
    super('InvalidTemplate', logicalId === undefined ? message : `${logicalId}: ${message}`, options);
    this.logicalId = logicalId;
  }

  /** The same error with its place, unless a place nearer to the mistake is named already. */
  in(logicalId: string): TemplateError {
    return this.logicalId === undefined
      ? new TemplateError(this.message, logicalId, { cause: this.cause })
      : this;
  }
}
