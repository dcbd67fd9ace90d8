/** Why a request is not run, by the code that its "HealthLake Action Failed" event carries. */
export interface Refusal {
  errorName: string;
  message: string;
  retryable: boolean;
}

const TEXTS = {
  InvalidRequest: 'The request is not of the form that docs/events.md describes.',
  RequestIdReused:
    'Another request was made under this requestId before. Choose another requestId for another request.',
  ClientTokenReused:
    'Another request was made with this clientToken before. Choose another clientToken, or leave it out.',
  ActionNotAllowed:
    'The stage does not allow this action for this source: `actions.allow` of config/<stage>.json says what it allows.',
  SourceNotAllowed:
    'The stage allows this source nothing: `actions.allow` of config/<stage>.json says which sources may ask.',
  DataStoreNotAllowed:
    'The stage does not allow this action for this data store: `actions.allow` of config/<stage>.json says for which it does.',
  S3UriNotAllowed:
    'An S3 address of the request lies below none of `actions.s3Prefixes` of config/<stage>.json.',
  RoleNotAllowed:
    "DataAccessRoleArn is neither the stack's own nor one of `actions.dataAccessRoleArns` of config/<stage>.json. Leave it out for the stack's own.",
  KeyNotAllowed:
    "KmsKeyId is neither the stack's own nor one of `actions.kmsKeyIds` of config/<stage>.json. Leave it out for the stack's own.",
  IdentityProviderNotAllowed:
    'IdentityProviderConfiguration is not one that `identity` of config/<stage>.json has. Give it as it is there, or leave it out.',
  TagNotAllowed:
    'Tags whose keys begin with inlet:, and those of `requiredTags` of config/<stage>.json, belong to the stage.',
  DataStoreNotConfirmed:
    'confirmDatastoreName is not the name of the data store that is to be deleted. Give the name beside the input.',
  DataStoreInUse:
    'The data store is one that the stage uses: its own, or that of a route, an export or a token issuer, or in `tagRoutes`. Take it out of config/<stage>.json first.',
} as const;

export type RefusalName = keyof typeof TEXTS;

/**
 * A refusal of Inlet's own.
 * @param more a second sentence; made of names of the API only, never of the request's own texts
 */
export const refusal = (errorName: RefusalName, more = ''): Refusal => ({
  errorName,
  message: [TEXTS[errorName], more].filter(Boolean).join(' '),
  retryable: false,
});

/** What HealthLake's own errors mean for whoever asked (API reference, "Errors" of each action). */
const SERVICE_TEXTS: Readonly<Record<string, Omit<Refusal, 'errorName'>>> = {
  ValidationException: {
    message:
      'HealthLake refused the request as not valid: look at its values, and at whether the data store is ACTIVE. The service’s own text is not told, since it may quote what was sent.',
    retryable: false,
  },
  ResourceNotFoundException: {
    message: 'HealthLake knows no such data store or job in this Region and account.',
    retryable: false,
  },
  AccessDeniedException: {
    message:
      'HealthLake refused access: look at the role of run-action, and at whether the data access role trusts HealthLake and may use the buckets and the key.',
    retryable: false,
  },
  ConflictException: {
    message: 'The data store is in transition, or has jobs that have not ended. Ask again when that is over.',
    retryable: true,
  },
  ThrottlingException: {
    message: 'HealthLake had no room for the request for as long as Inlet tried it. Ask again.',
    retryable: true,
  },
};

const OTHERWISE = {
  message: 'The call did not succeed for as long as Inlet tried it. Ask again with the same requestId.',
  retryable: true,
};

/** What an error of a call says to whoever asked. */
export const refusalOfService = (errorName: string): Refusal => ({
  errorName: /^\w{1,128}$/.test(errorName) ? errorName : 'UnknownError',
  ...((Object.hasOwn(SERVICE_TEXTS, errorName) ? SERVICE_TEXTS[errorName] : undefined) ?? OTHERWISE),
});

/** Errors that waiting does not mend: the others are tried again, for a while. */
export const isFinal = (errorName: string): boolean =>
  Object.hasOwn(SERVICE_TEXTS, errorName) && errorName !== 'ThrottlingException';
