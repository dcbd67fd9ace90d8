import { ASSERTION_ALGORITHMS } from './client-assertion.ts';
import { CONTEXT_SCOPES } from './granted-scopes.ts';
import { GRANT_TYPES } from './token-endpoint.ts';

/** What the issuer can do for an app (SMART App Launch 2.2.0, "Capability Sets"). */
const CAPABILITIES = [
  'launch-standalone',
  'launch-ehr',
  'client-public',
  'client-confidential-symmetric',
  'client-confidential-asymmetric',
  'sso-openid-connect',
  'context-standalone-patient',
  'context-ehr-patient',
  'permission-offline',
  'permission-online',
  'permission-patient',
  'permission-user',
];

/** What SMART's document and that of OpenID Connect have in common. */
const serverOf = (url: string) => ({
  issuer: url,
  jwks_uri: `${url}/jwks.json`,
  authorization_endpoint: `${url}/authorize`,
  token_endpoint: `${url}/token`,
  grant_types_supported: GRANT_TYPES,
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: [
    'none',
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
  ],
  token_endpoint_auth_signing_alg_values_supported: ASSERTION_ALGORITHMS,
  scopes_supported: [...CONTEXT_SCOPES, 'patient/*.cruds', 'user/*.cruds', 'system/*.cruds'],
});

/** `.well-known/openid-configuration` (OpenID Connect Discovery 1.0, chapter 3). */
export const openidConfiguration = (url: string): object => ({
  ...serverOf(url),
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  claims_supported: ['iss', 'sub', 'aud', 'iat', 'exp', 'nonce', 'fhirUser'],
});

/** What the issuer says of itself in a `.well-known/smart-configuration` (SMART App Launch 2.2.0, "Conformance"). */
export const smartConfiguration = (url: string): { readonly capabilities: readonly string[] } => ({
  ...serverOf(url),
  capabilities: CAPABILITIES,
});

/** The address that stands for the local issuer in a stage's metadata, where its own cannot be known: a name that leads nowhere (RFC 6761, chapter 6.4). */
const STAND_IN = 'https://issuer.invalid';

/**
 * The metadata of a data store as the local cloud publishes it: where it names the stand-in as its issuer, what the local
 * issuer says of itself takes the place of what it says, and the permissions stay that the data store honours.
 * @param url the local issuer's
 */
export function withLocalIssuer(
  metadata: Readonly<Record<string, unknown>>,
  url: string,
): Readonly<Record<string, unknown>> {
  if (metadata.issuer !== STAND_IN) return metadata;
  const { capabilities, ...issuer } = smartConfiguration(url);
  const own = Array.isArray(metadata.capabilities) ? (metadata.capabilities as unknown[]) : [];
  const honoured = own.filter((each) => typeof each === 'string' && each.startsWith('permission-v'));
  return { ...metadata, ...issuer, capabilities: [...capabilities, ...honoured] };
}
