import { grantedScopes, hasScope } from './granted-scopes.ts';
import type { Grant, Handles } from './handles.ts';
import { OAuthError, parameterOf } from './oauth-error.ts';
import type { SmartApp } from './smart-app.ts';

/** Who asks, and where the answer goes: known before anything else is judged. */
export interface Asker {
  app: SmartApp;
  /** One that is registered. */
  redirectUri: string;
}

/** What an app asks a person for. */
export interface AuthorizationRequest extends Asker, Omit<Grant, 'clientId'> {
  state: string;
  /** base64url of the SHA-256 of what only the app knows (RFC 7636). */
  challenge: string;
  /** The handle of an EHR's launch, with which `patient` came. */
  launch?: string;
}

/** A request whose answer must not be sent to where it says: a person is told instead (RFC 6749, chapter 4.1.2.1). */
export class UntrustedRequest extends Error {
  override name = 'UntrustedRequest';
}

/** @throws UntrustedRequest for an app or a redirect URI that is not registered */
export function askerOf(parameters: URLSearchParams, apps: ReadonlyMap<string, SmartApp>): Asker {
  const [clientId, ...moreClients] = parameters.getAll('client_id');
  const [redirectUri, ...moreUris] = parameters.getAll('redirect_uri');
  const app = moreClients.length > 0 ? undefined : apps.get(clientId ?? '');
  if (!app) throw new UntrustedRequest('No app is registered under this client_id.');
  if (redirectUri === undefined || moreUris.length > 0 || !app.redirectUris.includes(redirectUri))
    throw new UntrustedRequest('The redirect_uri is none that is registered for this app, to the letter.');
  return { app, redirectUri };
}

/** SHA-256 in base64url is 43 characters long. */
const CHALLENGE = /^[\w-]{43}$/;

/**
 * Reads an authorization request (SMART App Launch 2.2.0, "Obtain authorization code"; RFC 6749, chapter 4.1.1; RFC 7636).
 * @param isEndpoint whether a data store that takes tokens is at this address
 * @throws OAuthError to be told to the app
 */
export function readAuthorizationRequest(
  parameters: URLSearchParams,
  asker: Asker,
  { handles, isEndpoint }: { handles: Handles; isEndpoint: (endpoint: string) => boolean },
): AuthorizationRequest {
  const get = (name: string): string | undefined => parameterOf(parameters, name);
  if (get('response_type') !== 'code')
    throw new OAuthError('unsupported_response_type', 'The response_type must be code.');
  const challenge = get('code_challenge') ?? '';
  // Without its method a challenge would be plain (RFC 7636, chapter 4.3).
  if (get('code_challenge_method') !== 'S256' || !CHALLENGE.test(challenge))
    throw new OAuthError(
      'invalid_request',
      'A code_challenge with the code_challenge_method S256 is required.',
    );
  const state = get('state');
  if (state === undefined) throw new OAuthError('invalid_request', 'The parameter state is required.');
  const endpoint = withSlash(get('aud') ?? '');
  if (!isEndpoint(endpoint))
    throw new OAuthError(
      'invalid_request',
      'The aud must be the address of a data store of this cloud that takes tokens.',
    );
  const nonce = get('nonce');
  const scope = grantedScopes(get('scope'), 'app');
  return {
    ...asker,
    state,
    challenge,
    endpoint,
    scope,
    ...(nonce !== undefined && { nonce }),
    ...(hasScope(scope, 'launch') && launched(get('launch'), endpoint, handles)),
  };
}

/** Apps write the address with a slash at its end, and without. */
const withSlash = (endpoint: string): string => endpoint.replace(/\/?$/, '/');

function launched(
  launch: string | undefined,
  endpoint: string,
  handles: Handles,
): Pick<AuthorizationRequest, 'launch' | 'patient' | 'fhirUser'> {
  if (launch === undefined)
    throw new OAuthError(
      'invalid_request',
      'The scope launch is for an app that an EHR has launched: launch is missing.',
    );
  const { endpoint: of, ...context } = handles.look('launch', launch) ?? { endpoint: undefined };
  if (of !== endpoint)
    throw new OAuthError(
      'invalid_request',
      'The launch is unknown, used, too old, or of another data store.',
    );
  return { launch, ...context };
}

/** Where the answer goes: the redirect URI as it is registered, with these parameters behind its own. */
export const redirectTo = (redirectUri: string, parameters: Readonly<Record<string, string>>): string =>
  `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${new URLSearchParams(parameters).toString()}`;
