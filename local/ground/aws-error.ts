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

/** Whether `authorize` or a policy of a resource refused a call. */
export const isAccessDenied = (error: unknown): error is AwsError & { code: typeof ACCESS_DENIED } =>
  error instanceof AwsError && error.code === ACCESS_DENIED;

/** An error's code in the JSON protocols: what S3 and IAM call AccessDenied has a longer name there. */
export const jsonCodeOf = ({ code }: AwsError): string =>
  code === ACCESS_DENIED ? `${ACCESS_DENIED}Exception` : code;

/** What the local cloud answers for every call it does not have: clear, and never a pretended success. */
export const notImplemented = (what: string): AwsError =>
  new AwsError(
    'NotImplemented',
    `Inlet's local cloud does not have ${what}. It has what Inlet's own functions use.`,
    501,
  );

/** The words of AWS's services for a member out of its limits: `constraint` goes on after "Member must". */
export const constraintError = (member: string, value: unknown, constraint: string): AwsError =>
  new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );
