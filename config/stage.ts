import { loadStageConfig } from './load-stage-config.ts';

/**
 * The stage's configuration, checked, with every default filled in.
 *
 * In a bundle this module is replaced by the configuration of the stage that is built (see
 * `tools/build/stage-config-plugin.ts`): functions neither read files nor check schemas when they start. Under
 * tests it is that of stage `local`.
 */
export const stageConfig = loadStageConfig('local');
