/**
 * In: event entries.
 * Out: which of them the bus did not take; entries with their S3 keys masked.
 * Touches: EventBridge by the client that it is given.
 */
export { maskKeys, maskKeysIn } from './mask-keys.ts';
export type { KeyMask } from './object-key-masking.ts';
export { hmacKeyMask, hmacSecretOf, noKeyMask } from './object-key-masking.ts';
export type { EventSender } from './send-events.ts';
export { createEventSender } from './send-events.ts';
