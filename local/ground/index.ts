/**
 * In: nothing.
 * Out: what every service of the local cloud stands on: account, clock, database, errors, settings, faults.
 * Touches: SQLite files that it is given.
 */
export type { Authorize, Caller } from './account.ts';
export {
  ACCOUNT,
  ACCOUNT_ID,
  OWNER_ACCESS_KEY,
  REGION,
  SECRET_ACCESS_KEY,
  accessKeyOf,
  viaService,
} from './account.ts';
export { AwsError, isAccessDenied, jsonCode, notImplemented } from './aws-error.ts';
export type { Clock } from './clock.ts';
export { createClock } from './clock.ts';
export type { FaultForm, FaultList, Member } from './fault-list.ts';
export { faultList, needed } from './fault-list.ts';
export type { Faults } from './faults.ts';
export { faultsOf } from './faults.ts';
export type { JsonObject } from './json.ts';
export { isJsonObject } from './json.ts';
export { createListeners } from './listeners.ts';
export { longName } from './resolve-name.ts';
export type { RequestContext, Service } from './service.ts';
export type { Rate, Setting } from './setting.ts';
export { flag, oneOf, operation, positions, rates, text, texts, wholeNumber } from './setting.ts';
export { openDatabase, transaction } from './sqlite.ts';
