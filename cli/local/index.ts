/**
 * In: a running local cloud.
 * Out: what happens in it, line by line.
 * Touches: nothing but the cloud.
 */
export { healthLakeSettings } from './healthlake-settings.ts';
export { droppedKeys } from './dropped-keys.ts';
export { whenIdle } from './idle.ts';
export { exitOnSignals, onInterrupt } from './interrupt.ts';
export { introduction } from './introduction.ts';
export { packaged } from './packaged.ts';
export { watch } from './watch.ts';
