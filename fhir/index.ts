/**
 * In: FHIR R4 as bytes, lines or files; HL7's definitions and packages of profiles.
 * Out: verdicts with issues, types and ids, search parameters; threads that validate lines.
 * Touches: files that are named to it and worker threads; no network. Where it runs from its sources: dist/, esbuild.
 *
 * Its folders use those to their left: messages, definitions < json, packages < r4, search < bytes < ndjson, fhirpath < invariants < profiles
 * < tape < validate < pool. build makes the generated files of r4 out of HL7's definitions; only r4-folder.ts loads it, when it is needed.
 */
export type { Location, Locator } from './fhirpath/locate.ts';
export { locator } from './fhirpath/locate.ts';
export { FhirPathError } from './fhirpath/syntax.ts';
export { invalidJson } from './json/invalid-json.ts';
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
export type { Issue } from './messages/issue.ts';
export { UNKNOWN_PLACE, placeInLine } from './bytes/version-place.ts';
export { KNOWN_MESSAGES, withoutValues } from './messages/messages.ts';
export type { RangeLines } from './ndjson/file-range.ts';
export { RANGE_BYTES, newRangeMemory, readRange } from './ndjson/file-range.ts';
export { LONGEST_LINE_BYTES, isBlank, withoutMark } from './ndjson/lines.ts';
export { HEAD_BYTES, fileRefusal, notNdjson } from './ndjson/not-ndjson.ts';
export type { Identified } from './ndjson/type-and-id.ts';
export type { LineProblem } from './ndjson/first-lines.ts';
export { checkFirstLines } from './ndjson/first-lines.ts';
export type { FhirPackage } from './packages/read-package.ts';
export { readPackage } from './packages/read-package.ts';
export { tarFiles } from './packages/tar.ts';
export type { WorkerTask } from './pool/run-worker.ts';
export { runWorker } from './pool/run-worker.ts';
export type { ValidateOrder } from './pool/validate-on-request.ts';
export type { FileToValidate } from './pool/validated-files.ts';
export { validatedFiles } from './pool/validated-files.ts';
export type { ValidatorPool } from './pool/validator-pool.ts';
export { createValidatorPool } from './pool/validator-pool.ts';
export type { ThreadWork, WorkerProgram, WorkerThreads } from './pool/worker-threads.ts';
export { VALIDATE_WORKER, createWorkerThreads, startThread } from './pool/worker-threads.ts';
export type { ProfileVersions, Unchecked } from './profiles/profile-registry.ts';
export { r4Folder } from './r4-folder.ts';
export { elementsByPath, localTarget, referencesAt } from './r4/element-references.ts';
export { FHIR_ID, ID_FORM } from './r4/id.ts';
export type { Link } from './r4/links.ts';
export { withLinks } from './r4/links.ts';
export { FILES, loadR4 } from './r4/load-r4.ts';
export { PATIENT_COMPARTMENT } from './r4/patient-compartment.ts';
export { RESOURCE_TYPES, typeNumber } from './r4/resource-types.ts';
export type { DateRange } from './search/date-range.ts';
export { dateRange } from './search/date-range.ts';
export type { Entry, RangeEntry, TextEntry } from './search/entry.ts';
export { ENDLESS, SEPARATOR, isText, tokenText } from './search/entry.ts';
export { elementsAt, entriesAt, entriesOf } from './search/follow-plan.ts';
export type {
  Plan,
  SearchKind,
  SearchParameterRow,
  SearchTable,
  ShownElements,
} from './search/search-table.ts';
export { loadSearchTable } from './search/search-table.ts';
export type { OpenValidator, ValidatorSettings } from './validate/open-validator.ts';
export { keptValidator, openValidator } from './validate/open-validator.ts';
export type { UnknownProfiles } from './validate/strict.ts';
export type { ValidatedRange } from './validate/validate-range.ts';
export { PLACE_NUMBERS, refusedFile, validateRange } from './validate/validate-range.ts';
export type { ValidationLevel } from './validate/validate.ts';
export { VALIDATION_LEVELS } from './validate/validate.ts';
