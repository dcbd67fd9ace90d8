import { readScopes } from '../../lib/identity/index.ts';
import { OAuthError } from './oauth-error.ts';

/** What the local issuer grants beside scopes of FHIR resources (SMART App Launch 2.2.0, "Scopes and Launch Context"). */
export const CONTEXT_SCOPES = [
  'launch',
  'launch/patient',
  'openid',
  'fhirUser',
  'offline_access',
  'online_access',
];

/** Whose scopes a grant can give: nobody logs in to a service, and no app acts as one. */
const CONTEXTS = { app: ['patient', 'user'], service: ['system'] } as const;

/**
 * What is granted of the scopes that were asked for: what the issuer knows, each once. The others are left out, which the
 * token's answer tells (RFC 6749, chapter 3.3). What a data store honours of them it says itself.
 * @throws OAuthError invalid_scope where nothing is left
 */
export function grantedScopes(asked: string | undefined, to: keyof typeof CONTEXTS): string {
  const { resource, others } = readScopes(asked ?? '', { v2: true, filters: true }, true);
  const contexts: readonly string[] = CONTEXTS[to];
  const granted = [
    ...(to === 'app' ? others.filter((scope) => CONTEXT_SCOPES.includes(scope)) : []),
    ...resource.filter(({ context }) => contexts.includes(context)).map(({ scope }) => scope),
  ];
  if (granted.length > 0) return granted.join(' ');
  throw new OAuthError(
    'invalid_scope',
    `The scope must have one of ${contexts.map((context) => `${context}/`).join(' or ')} that SMART App Launch 2.2.0 knows.`,
  );
}

export const hasScope = (scope: string, wanted: string): boolean => scope.split(' ').includes(wanted);

/** Whether the app is to be told a patient, and works within that one's compartment. */
export const needsPatient = (scope: string): boolean =>
  hasScope(scope, 'launch/patient') || scope.split(' ').some((each) => each.startsWith('patient/'));

/** Whether the app may have new tokens without its user (SMART App Launch 2.2.0, "Scopes for requesting a refresh token"). */
export const mayRefresh = (scope: string): boolean =>
  hasScope(scope, 'offline_access') || hasScope(scope, 'online_access');

/**
 * What a refresh asks for of what was granted; all of it unless it says less (RFC 6749, chapter 6).
 * @throws OAuthError invalid_scope for more than was granted
 */
export function narrowedScope(granted: string, asked: string | undefined): string {
  if (asked === undefined) return granted;
  const wanted = [...new Set(asked.split(' ').filter((scope) => scope !== ''))];
  if (wanted.length > 0 && wanted.every((scope) => hasScope(granted, scope))) return wanted.join(' ');
  throw new OAuthError('invalid_scope', 'The scope has more than was granted.');
}
