/**
 * In: requests for tokens and keys.
 * Out: tokens that the local stage's configuration trusts.
 * Touches: the signing key in the state folder.
 */
export { createIssuerService } from './issuer-service.ts';
export type { TokenRequest } from './mint.ts';
export { openSigningKey } from './signing-key.ts';
