import { randomBytes } from 'node:crypto';

/** A random id of so many bytes. It never begins with a hyphen: command lines would take it for an option. */
export const opaqueId = (bytes: number): string =>
  randomBytes(bytes).toString('base64url').replace(/^-/, '_');
