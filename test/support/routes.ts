import type { Route } from '../../lib/routes/routes.ts';

/** A route that takes every key, with numbers that tests can see through. */
export const testRoute = (changes: Partial<Route> = {}): Route => ({
  name: 'default',
  prefix: '',
  datastoreId: 'd'.repeat(32),
  dataAccessRoleArn: 'arn:aws:iam::000000000000:role/data-access',
  kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/results',
  validationLevel: 'structure-only',
  outputPrefix: 'imports',
  quietSeconds: 60,
  maxAgeSeconds: 900,
  maxFiles: 100,
  maxBytes: 1_000_000,
  progressEventMinutes: 0,
  toleratedNames: ['_SUCCESS', '_manifest.json', 'LICENSE'],
  hiddenNames: true,
  ...changes,
});
