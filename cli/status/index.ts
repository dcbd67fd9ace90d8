/**
 * In: documents of lib/status.
 * Out: text for people.
 * Touches: nothing.
 */
export { renderCosts } from './render-costs.ts';
export { dropText } from './drop-and-progress-text.ts';
export { foundText } from './found-text.ts';
export { isGood, isNothing, isOpen, isUncounted, openImports, renderStatus } from './render-status.ts';
