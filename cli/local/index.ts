/**
 * In: a running local cloud.
 * Out: what happens in it, line by line.
 * Touches: nothing but the cloud.
 */
export { fhirPackagesOf } from './fhir-packages.ts';
export { droppedKeys } from './dropped-keys.ts';
export { whenIdle } from './idle.ts';
export { exitOnSignals, onInterrupt } from './interrupt.ts';
export { introduction } from './introduction.ts';
export { LOCAL_OPTIONS } from './local-options.ts';
export { packaged } from './packaged.ts';
export { healthLakeSettings } from './healthlake-settings.ts';
export { smartAppsOf, smartServicesOf } from './smart-apps.ts';
export { watch } from './watch.ts';
export { keptText, stateFolder } from './state-folder.ts';
