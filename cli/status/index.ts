/**
 * In: documents of lib/status.
 * Out: text for people.
 * Touches: nothing.
 */
export { dropText } from './drop-and-progress-text.ts';
export { isGood, isOpen, renderStatus } from './render-status.ts';
