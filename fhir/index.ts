/**
 * In: FHIR R4 as bytes, lines or files; HL7's definitions and packages of profiles.
 * Out: verdicts with issues, types and ids, search parameters; threads that judge lines.
 * Touches: files that are named to it and worker threads; no network, no AWS.
 */
export type { TokenElements } from './build/token-parameters.ts';
export type { Member } from './json/json-members.ts';
export {
  eachMember,
  isNamed,
  memberOf,
  membersOf,
  objectStart,
  opensList,
  opensObject,
  spliced,
} from './json/json-members.ts';
export { RANGE_BYTES, newRangeMemory, readRange } from './ndjson/file-range.ts';
export { fileRefusal } from './ndjson/not-ndjson.ts';
export type { Identified } from './ndjson/type-and-id.ts';
export { readPackage } from './packages/read-package.ts';
export { tarFiles } from './packages/tar.ts';
export type { WorkerTask } from './pool/run-worker.ts';
export { takeOrders } from './pool/run-worker.ts';
export type { JudgeOrder } from './pool/validate-on-request.ts';
export type { JudgeInput, JudgedPart } from './pool/validated-files.ts';
export { judgedParts } from './pool/validated-files.ts';
export type { Judging } from './pool/validator-pool.ts';
export { judgingBy } from './pool/validator-pool.ts';
export type { ThreadWork, WorkerProgram, WorkerThreads } from './pool/worker-threads.ts';
export { VALIDATE_WORKER, createWorkerThreads, startThread } from './pool/worker-threads.ts';
export type { ProfileVersions, Unchecked } from './profiles/profile-registry.ts';
export { FILES, r4Folder } from './r4/load-r4.ts';
export { RESOURCE_TYPES, typeNumber } from './r4/resource-types.ts';
export type { Issue } from './validate/issue.ts';
export type { ValidatorSettings } from './validate/open-validator.ts';
export { openValidator } from './validate/open-validator.ts';
export type { UnknownProfiles } from './validate/strict.ts';
export type { JudgedRange } from './validate/validate-range.ts';
export { LONGEST_LINE_BYTES, PLACE_NUMBERS, judgeRange } from './validate/validate-range.ts';
export type { ValidationLevel } from './validate/validate.ts';
