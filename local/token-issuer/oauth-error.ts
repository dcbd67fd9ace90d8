/** What an app is told where it gets no code or no token (RFC 6749, chapters 4.1.2.1 and 5.2). */
export type OAuthErrorCode =
  | 'access_denied'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type';

/** A refusal in OAuth's form. Its text never has a code, a token or a secret in it. */
export class OAuthError extends Error {
  override name = 'OAuthError';
  readonly code: OAuthErrorCode;

  /** @param description for the app's developer: the characters that RFC 6749 allows there, which have no quotation mark */
  constructor(code: OAuthErrorCode, description: string) {
    super(description);
    this.code = code;
  }
}

/**
 * The one value of a parameter; one without a value counts as not sent (RFC 6749, chapters 3.1 and 3.2).
 * @throws OAuthError invalid_request where it is there more than once
 */
export function parameterOf(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = parameters.getAll(name);
  if (more.length > 0)
    throw new OAuthError('invalid_request', `The parameter ${name} is there more than once.`);
  return value === '' ? undefined : value;
}
