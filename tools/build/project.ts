import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The repository's folder; in the installed package, the one that has what runs of it, in the same places. */
export const PROJECT = join(import.meta.dirname, '..', '..');

/** Whether this is the installed package: it has no sources, its functions are bundled, its stage `local` is packaged. */
export const IS_PACKAGE = !existsSync(join(PROJECT, 'handlers'));

/** The functions of the installed package, bundled but for the configuration of a stage. */
export const PACKAGED_BUNDLES = join(PROJECT, 'bundles');

/** The same with a tracer. */
export const PACKAGED_TRACED_BUNDLES = join(PROJECT, 'bundles-traced');

/** The stage `local` of the installed package. */
export const PACKAGED_LOCAL = join(PROJECT, 'stage-local');

/** Whose stages are built, run and deployed: the repository's, or those of the folder that the installed package is called in. */
export const SERVICE = IS_PACKAGE ? process.cwd() : PROJECT;

/** Where the configuration of a stage is looked for. The package brings that of `local`, and others to begin with. */
export const configFolder = (stage: string): string =>
  join(existsSync(join(SERVICE, 'config', `${stage}.json`)) ? SERVICE : PROJECT, 'config');

/** Where the bundles of a stage are built to. */
export const bundleFolder = (root: string, stage: string): string => join(root, 'dist', stage);

/** The commands as they are typed there. */
export const TYPED = IS_PACKAGE
  ? { start: 'npx inlet local', options: 'npx inlet local', deploy: 'npx inlet deploy' }
  : { start: 'npm start', options: 'npm start --', deploy: 'npx sls deploy' };
