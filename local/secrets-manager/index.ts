/**
 * In: the JSON API of Secrets Manager.
 * Out: secrets with their versions.
 * Touches: its table.
 */
export { createSecretsManager } from './secrets-manager.ts';
