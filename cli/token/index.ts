/**
 * In: scopes, or a token.
 * Out: a token of the local issuer, or what the identity provider makes of one.
 * Touches: the local cloud; issuers' keys.
 */
export { checkToken } from './check-token.ts';
export { localAudience, mintToken } from './mint-token.ts';
