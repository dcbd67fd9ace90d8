/**
 * In: a packaged stage, or nothing.
 * Out: a local cloud, or its HealthLake alone, for the tests of whoever installs the package.
 * Touches: a thread, a port on loopback, a temporary folder. It is what `healthlake-inlet/testing` exports.
 */
export type { EventSeen, Faults, LocalHealthLake, LocalStage } from './testing/local-stage.ts';
export type { SmartApp } from '../local/token-issuer/index.ts';
export type { CloudSettings } from './testing/messages.ts';
export type { StageOptions } from './testing/start-stage.ts';
export { startStage } from './testing/start-stage.ts';
export { startHealthLake } from './testing/start-healthlake.ts';
