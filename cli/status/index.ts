/**
 * In: documents of lib/status; a stage.
 * Out: text for people; what of a stage costs by itself.
 * Touches: the stage's stack, a function and the inbox for that, reading only.
 */
export { costlyOptionsOf } from './costly-options.ts';
export { renderCosts } from './render-costs.ts';
export { dropText } from './drop-and-progress-text.ts';
export { foundText } from './found-text.ts';
export { isGood, isNothing, isOpen, isUncounted, openImports, renderStatus } from './render-status.ts';
