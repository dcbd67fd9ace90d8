/**
 * In: --again and what a backfill found.
 * Out: refusals and reports in words.
 * Touches: nothing but the stage.
 */
export { doAgain, repeatImport } from './import-again.ts';
export { isClean, nextStepOfBackfill } from './backfill-next-step.ts';
export { REASON, reasonOf } from './reason-option.ts';
export { renderBackfill } from './render-backfill.ts';
