import { join } from 'node:path';

/** The repository's folder. */
export const PROJECT = join(import.meta.dirname, '..', '..');

/** Where the bundles of a stage are built to. */
export const bundleFolder = (root: string, stage: string): string => join(root, 'dist', stage);
