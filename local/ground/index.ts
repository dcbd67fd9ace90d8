/**
 * In: nothing.
 * Out: what every service of the local cloud stands on: account, clock, database, errors, settings, faults.
 * Touches: SQLite files that it is given.
 */
export { attempt } from './attempt.ts';
export {
  ACCOUNT_ID,
  OWNER_ACCESS_KEY,
  REGION,
  SECRET_ACCESS_KEY,
  accessKeyOf,
  keyOfSessionToken,
  sessionTokenOf,
} from './account.ts';
export { arnOf, bucketArn, functionArn, iamArn, roleIdOf } from './arn.ts';
export { AwsError, constraintError, isAccessDenied, jsonCodeOf, notImplemented } from './aws-error.ts';
export type { Clock } from './clock.ts';
export { createClock, sharedTime } from './clock.ts';
export { DISK_FULL, DISK_FULL_WORDS, isDiskFull, tellable } from './disk-full.ts';
export type { FaultForm, FaultList, Member } from './fault-list.ts';
export { faultList, needed } from './fault-list.ts';
export type { FaultKind, Faults } from './faults.ts';
export { faultsOf } from './faults.ts';
export type { JsonObject } from './json.ts';
export { isJsonObject, parsedJson } from './json.ts';
export { makeFolder } from './make-folder.ts';
export type { Listeners } from './listeners.ts';
export { createListeners } from './listeners.ts';
export type { Authorize, Caller, RoleCaller } from './principal.ts';
export { ACCOUNT, callerArn, viaService } from './principal.ts';
export type { Records } from './records.ts';
export { createRecords } from './records.ts';
export { resolveName } from './resolve-name.ts';
export { rowOf } from './row-of.ts';
export type { SealedTexts } from './sealed-texts.ts';
export { sealedTexts } from './sealed-texts.ts';
export type { RequestContext, Service } from './service.ts';
export type { Rate, Setting } from './setting.ts';
export { flag, oneOf, operation, positions, rates, text, texts, wholeNumber } from './setting.ts';
export { BUSY, boundLimit, isBusy, openDatabase, transaction, withoutWaiting } from './sqlite.ts';
