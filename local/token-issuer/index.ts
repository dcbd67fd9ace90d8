/**
 * In: requests of apps, of people who let them in, and of whoever wants a token on this machine.
 * Out: codes, tokens and keys that the local stage's configuration trusts.
 * Touches: the signing key in the state folder, its table of handles, the patients of data stores by an interface.
 */
export type { DataStoreView } from './authorize.ts';
export type { ListedPatient } from './authorize-page.ts';
export { openHandles } from './handles.ts';
export { withLocalIssuer } from './issuer-metadata.ts';
export { createIssuerService, issuerForPages } from './issuer-service.ts';
export type { TokenRequest } from './mint.ts';
export { openSigningKey } from './signing-key.ts';
export type { SmartApp } from './smart-app.ts';
export { readSmartApps } from './smart-app.ts';
