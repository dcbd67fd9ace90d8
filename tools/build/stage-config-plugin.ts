import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { loadStageConfig } from '../../config/index.ts';

/**
 * Puts the checked configuration of `stage`, with its defaults filled in, in place of `config/stage.ts`: a
 * bundle holds the plain values, and neither a schema nor a validator.
 *
 * @throws ConfigError when the configuration is wrong
 */
export function stageConfigPlugin(root: string, stage: string): Plugin {
  return inPlaceOfStage(JSON.stringify(loadStageConfig(stage, join(root, 'config'))));
}

/** What stands in the package's bundles where a stage's configuration belongs. */
const PLACE = '"@@the configuration of the stage@@"';

/** Leaves the configuration open: `withStageConfig` puts it in, without a bundler. */
export const openStageConfigPlugin: Plugin = inPlaceOfStage(`JSON.parse(${PLACE})`);

/** A bundle of the package, with the checked configuration of `stage` inside. @throws ConfigError when it is wrong */
export function withStageConfig(bundle: string, root: string, stage: string): string {
  const config = JSON.stringify(loadStageConfig(stage, join(root, 'config')));
  return bundle.replaceAll(PLACE, () => JSON.stringify(config));
}

function inPlaceOfStage(value: string): Plugin {
  return {
    name: 'stage-config',
    setup(build) {
      build.onLoad({ filter: /[\\/]config[\\/]stage\.ts$/ }, () => ({
        contents: `export const stageConfig = ${value};`,
        loader: 'js',
      }));
    },
  };
}
