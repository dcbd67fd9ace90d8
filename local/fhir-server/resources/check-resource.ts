import type { ValidationLevel } from '../../../fhir/index.ts';
import { VALIDATION_LEVELS } from '../../../fhir/index.ts';
import type { OutcomeIssue } from '../http/fhir-error.ts';
import { FhirError, badRequest } from '../http/fhir-error.ts';
import type { FhirRequest } from '../http/fhir-request.ts';

/** Developer Guide, "FHIR R4 resource validation"; `strict` is what the service does without it. */
const LEVEL_HEADER = 'x-amzn-healthlake-fhir-validation-level';

/** The level that a write asks for. @throws FhirError 400 */
function validationLevel(request: FhirRequest): ValidationLevel {
  const asked = request.header(LEVEL_HEADER) ?? 'strict';
  const level = VALIDATION_LEVELS.find((each) => each === asked);
  if (!level) throw badRequest(`${LEVEL_HEADER} must be one of ${VALIDATION_LEVELS.join(', ')}.`);
  return level;
}

/** What is wrong with a resource, given as its text: nothing, where it may be stored. */
export type ErrorsOf = (resource: Buffer, level: ValidationLevel) => readonly OutcomeIssue[];

/**
 * Checks a resource before it is stored, as an import checks a line: the one place where the endpoint does.
 * @throws FhirError 400 with an issue for each error
 */
export function checkResource(errorsOf: ErrorsOf, request: FhirRequest, resource: Buffer): void {
  const errors = errorsOf(resource, validationLevel(request));
  if (errors.length === 0) return;
  throw new FhirError(400, 'processing', 'The resource is not valid.', { issues: errors });
}
