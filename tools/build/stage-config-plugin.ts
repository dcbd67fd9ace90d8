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
  const config = loadStageConfig(stage, join(root, 'config'));
  return {
    name: 'stage-config',
    setup(build) {
      build.onLoad({ filter: /[\\/]config[\\/]stage\.ts$/ }, () => ({
        contents: `export const stageConfig = ${JSON.stringify(config)};`,
        loader: 'js',
      }));
    },
  };
}
