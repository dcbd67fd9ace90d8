/** What is wrong with a packaged template, and where: `logicalId` names the resource, output or condition. */
export class TemplateError extends Error {
  readonly code = 'TemplateError';
  readonly logicalId: string | undefined;

  constructor(message: string, logicalId?: string) {
    super(logicalId === undefined ? message : `${logicalId}: ${message}`);
    this.name = 'TemplateError';
    this.logicalId = logicalId;
  }

  /** The same error with its place, unless a place nearer to the mistake is named already. */
  in(logicalId: string): TemplateError {
    return this.logicalId === undefined ? new TemplateError(this.message, logicalId) : this;
  }
}
