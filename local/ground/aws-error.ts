/** An error as an AWS service answers it: a code that SDKs turn into the exception's name, and an HTTP status. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
  }
}

const ACCESS_DENIED = 'AccessDenied';

/** Whether S3, or a check of policies (`authorize`), refused a call. */
export const isAccessDenied = (error: unknown): error is AwsError =>
  error instanceof AwsError && error.code === ACCESS_DENIED;

/** An error's code as the JSON services name it: AccessDenied is AccessDeniedException there. */
export const jsonCode = ({ code }: AwsError): string =>
  code === ACCESS_DENIED ? 'AccessDeniedException' : code;

/** What the local cloud answers for every call it does not have: clear, and never a pretended success. */
export const notImplemented = (what: string): AwsError =>
  new AwsError(
    'NotImplemented',
    `Inlet's local cloud does not have ${what}. It has what Inlet's own functions use.`,
    501,
  );
