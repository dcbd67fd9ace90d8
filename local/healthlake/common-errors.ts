/** An error that every action may answer (API Reference, "Common Errors"). */
export interface CommonError {
  /** The status in the reference of April 2024; undefined where it does not list the error. */
  documented?: number;
  /** The status in the reference of 2026. */
  current?: number;
  /** Where the local HealthLake answers it by itself; nothing where only `failNext` brings it. */
  comes?: string;
}

/**
 * The common errors of both editions of the API Reference, which differ in names and statuses. What the service answers on
 * the wire is the framework's name where the editions have another: UnknownOperationException for InvalidAction,
 * UnrecognizedClientException for InvalidClientTokenId, InvalidSignatureException for RequestExpired.
 */
export const COMMON_ERRORS: Readonly<Record<string, CommonError>> = {
  AccessDeniedException: { documented: 400, current: 403, comes: 'a permission is missing' },
  ExpiredTokenException: { current: 403 },
  IncompleteSignature: {
    documented: 400,
    current: 403,
    comes: 'a signature lacks an element, or is none of version 4',
  },
  InternalFailure: { documented: 500, current: 500 },
  InvalidAction: { documented: 400 },
  InvalidClientTokenId: { documented: 403 },
  MalformedHttpRequestException: { current: 400 },
  NotAuthorized: { documented: 400, current: 401 },
  OptInRequired: { documented: 403, current: 403 },
  RequestAbortedException: { current: 400 },
  RequestEntityTooLargeException: { current: 413, comes: 'the body has more than 1 MiB' },
  RequestExpired: { documented: 400 },
  RequestTimeoutException: { current: 408 },
  ServiceUnavailable: { documented: 503, current: 503 },
  ThrottlingException: {
    documented: 400,
    current: 400,
    comes: 'a rate is exceeded (`throttling`), or no more jobs may wait',
  },
  UnknownOperationException: { current: 404, comes: 'there is no such action' },
  UnrecognizedClientException: { current: 403, comes: 'the access key is unknown (`--strict-auth`)' },
  ValidationError: { current: 400 },
  ValidationException: { documented: 400, comes: 'a constraint is broken' },
};

export type ErrorStatuses = 'documented' | 'current' | 'model';

/** The statuses that the service's model hints at; the API reference says 400 for all of them. */
const MODEL_STATUSES: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  ThrottlingException: 429,
};

/** The HTTP status of an error by one list for all of HealthLake's JSON API, under the `errorStatuses` setting. */
export function statusOf(error: { code: string; status: number }, statuses: ErrorStatuses): number {
  const common = Object.hasOwn(COMMON_ERRORS, error.code) ? COMMON_ERRORS[error.code] : undefined;
  if (statuses === 'model')
    return MODEL_STATUSES[error.code] ?? common?.current ?? common?.documented ?? error.status;
  const [first, second] =
    statuses === 'current' ? [common?.current, common?.documented] : [common?.documented, common?.current];
  return first ?? second ?? error.status;
}
