/**
 * In: documents of lib/status.
 * Out: text for people.
 * Touches: nothing.
 */
export { isGood, isOpen, renderStatus } from './render.ts';
export { dropText, facts, section, timeText } from './texts.ts';
