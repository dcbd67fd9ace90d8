import { FHIR_ID } from '../../../fhir/index.ts';
import { FhirError } from '../http/fhir-error.ts';

/** What an identity provider's answer lets a bearer do. */
export interface Allowed {
  scope: string;
  patientId: string | undefined;
  roleArn: string;
}

const ROLE_ARN = /^arn:aws(-[^:]+)?:iam::[0-9]{12}:role\/.+$/;

/**
 * Checks what the identity provider answered (Developer Guide, "SMART on FHIR token claims"): `isAuthorized`, the
 * times, the audience, scopes and the role. The guide has `isAuthorized` as a boolean and as a text; either will do.
 *
 * @param endpoint of the data store, which `aud` must be
 * @param now epoch milliseconds
 * @throws FhirError 401, or 403 where scope or role are missing
 */
export function checkAuthPayload(answer: unknown, endpoint: string, now: number): Allowed {
  const { authPayload, iamRoleARN } = membersOf(answer);
  const { isAuthorized, nbf, exp, aud, scope, patient } = membersOf(authPayload);
  if (isAuthorized !== true && isAuthorized !== 'true')
    throw unauthorized('The identity provider did not authorize the token.');
  if (!isTime(nbf) || !isTime(exp)) throw unauthorized('The identity provider answered without nbf or exp.');
  if (nbf * 1000 > now) throw unauthorized('The token is not valid yet.');
  if (exp * 1000 <= now) throw unauthorized('The token has expired.');
  if (aud !== endpoint) throw unauthorized('The audience of the token is not this data store.');
  if (typeof scope !== 'string') throw forbidden('The token has no scope.');
  if (typeof iamRoleARN !== 'string' || !ROLE_ARN.test(iamRoleARN))
    throw forbidden('The identity provider named no IAM role.');
  return {
    scope,
    patientId: typeof patient === 'string' && FHIR_ID.test(patient) ? patient : undefined,
    roleArn: iamRoleARN,
  };
}

export const unauthorized = (diagnostics: string): FhirError => new FhirError(401, 'login', diagnostics);
export const forbidden = (diagnostics: string): FhirError => new FhirError(403, 'forbidden', diagnostics);

const membersOf = (value: unknown): Partial<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? value : {};

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
