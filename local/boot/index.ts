/**
 * In: a packaged stage and a state folder.
 * Out: a running cloud behind one port, its state, control and faults.
 * Touches: the state folder, the port, and every service by its door.
 */
export type {
  AlarmChange,
  BusEvent,
  ClockMove,
  DiskUse,
  ImportProgress,
  LocalCloud,
  Page,
  SmartApp,
} from './cloud-api.ts';
export { MOST_ADVANCE_SECONDS } from './control/control-service.ts';
export { localClientSettings } from './local-client.ts';
export { startLocalCloud } from './start-cloud.ts';
export { makeTemporaryFolder } from './temporary-folder.ts';
export { servedServices } from './served-services.ts';
