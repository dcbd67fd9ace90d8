/**
 * In: lines and files of NDJSON, and packages of FHIR profiles.
 * Out: a verdict for each line, with the issues of an OperationOutcome.
 * Touches: the files that are named to it. It is what `healthlake-inlet/fhir` exports.
 */
export type { FhirPackages, ValidationLevel, ValidationOptions } from './fhir/options.ts';
export { loadPackages } from './fhir/load-packages.ts';
export type { LineVerdict } from './fhir/validate-line.ts';
export { validateLine } from './fhir/validate-line.ts';
export type { FileVerdict } from './fhir/validate-file.ts';
export { validateFile } from './fhir/validate-file.ts';
export type { Issue } from '../fhir/index.ts';
