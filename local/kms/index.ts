/**
 * In: KMS's JSON API.
 * Out: the keys of the template and their aliases.
 * Touches: nothing.
 */
export { createKms } from './kms.ts';
