import { AwsError } from '../../ground/index.ts';
import type { IssueCode } from '../http/fhir-error.ts';
import { FhirError } from '../http/fhir-error.ts';

/** How the FHIR endpoint answers what the HealthLake API refuses. */
const ANSWERS: Readonly<Record<string, [status: number, code: IssueCode]>> = {
  ValidationException: [400, 'invalid'],
  AccessDeniedException: [403, 'forbidden'],
  ResourceNotFoundException: [404, 'not-found'],
  ConflictException: [409, 'conflict'],
  ThrottlingException: [429, 'throttled'],
};

/** Does work of the HealthLake API. @throws FhirError with the words of its refusal */
export async function asFhirErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const answer = error instanceof AwsError ? ANSWERS[error.code] : undefined;
    if (!answer) throw error;
    throw new FhirError(...answer, (error as AwsError).message);
  }
}
