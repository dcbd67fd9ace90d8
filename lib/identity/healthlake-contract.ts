import { TokenRefused } from './refusal.ts';

/** HealthLake's event for each FHIR request with a bearer token (HealthLake Developer Guide, "SMART on FHIR"). */
export interface IdentityRequest {
  datastoreEndpoint: string;
  /** The data store that the endpoint names. */
  datastoreId: string;
  /** The IAM action of the request, for example `ReadResource`. */
  operationName: string;
  bearerToken: string;
}

/**
 * SMART App Launch 2.2.0, "Launch context arrives with your access token": what passes through as it is, beside
 * `patient` and `fhirUser`, where it is plain.
 */
export const LAUNCH_CONTEXT = [
  'encounter',
  'intent',
  'tenant',
  'need_patient_banner',
  'smart_style_url',
] as const;

export type LaunchContext = Partial<Record<(typeof LAUNCH_CONTEXT)[number], string | boolean>>;

/** The answer that lets a request pass. Times are epoch seconds. */
export interface Allowance {
  authPayload: {
    iss: string;
    /** The data store's endpoint, whatever the token's own audience was: that has been checked by then. */
    aud: string;
    iat: number;
    nbf: number;
    exp: number;
    isAuthorized: true;
    /** Separated by spaces; at least one FHIR resource scope. */
    scope: string;
    uid?: string;
    fhirUser?: string;
    patient?: string;
  } & LaunchContext;
  /** The role under which HealthLake carries the request out. */
  iamRoleARN: string;
}

/** The answer to everything else: always the same, without a role that could be used by mistake. */
export interface Refusal {
  authPayload: { isAuthorized: false };
}

const DATASTORE_ENDPOINT = /^https?:\/\/[^/\s?#]+\/datastore\/([0-9a-z]{1,32})\/r4\/?$/;
const OPERATION_NAME = /^[A-Za-z]{1,64}$/;

/** HealthLake's event, checked. @throws TokenRefused */
export function identityRequest(event: unknown): IdentityRequest {
  const { datastoreEndpoint, operationName, bearerToken } = (event ?? {}) as Partial<
    Record<keyof IdentityRequest, unknown>
  >;
  const [, datastoreId] =
    typeof datastoreEndpoint === 'string' ? (DATASTORE_ENDPOINT.exec(datastoreEndpoint) ?? []) : [];
  if (
    typeof datastoreEndpoint !== 'string' ||
    datastoreId === undefined ||
    typeof operationName !== 'string' ||
    typeof bearerToken !== 'string' ||
    !OPERATION_NAME.test(operationName)
  )
    throw new TokenRefused('event-malformed');
  return { datastoreEndpoint, datastoreId, operationName, bearerToken };
}
