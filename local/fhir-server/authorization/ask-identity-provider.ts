import type { InvokeAnswer } from '../../lambda/index.ts';
import { AwsError } from '../../ground/index.ts';
import { forbidden, unauthorized } from './auth-payload.ts';

/** What HealthLake sends to a data store's IdpLambdaArn (Developer Guide, "SMART on FHIR"): these members only. */
export interface IdentityQuestion {
  datastoreEndpoint: string;
  /** The IAM action of the request. */
  operationName: string;
  bearerToken: string;
}

export type InvokeFunction = (
  functionArn: string,
  payload: unknown,
  by: { service: string; sourceArn: string },
) => Promise<InvokeAnswer>;

/**
 * Invokes the identity provider in the name of a data store and waits for its answer, start of the function included.
 *
 * @param milliseconds of real time that it may take; it runs on behind that, and its answer is lost
 * @returns what it answered, unchecked
 * @throws FhirError 401 where it failed or took too long, 403 where HealthLake may not invoke it
 */
export async function askIdentityProvider(
  invoke: InvokeFunction,
  { functionArn, datastoreArn }: { functionArn: string; datastoreArn: string },
  question: IdentityQuestion,
  milliseconds: number,
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  const by = { service: 'healthlake.amazonaws.com', sourceArn: datastoreArn };
  try {
    const answer = await Promise.race([invoke(functionArn, question, by), tooLate]);
    if (answer === undefined) throw unauthorized('Timeout during custom Idp execution.');
    if (answer.functionError !== undefined) throw unauthorized('The identity provider failed.');
    return answer.payload;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw forbidden(`HealthLake could not invoke the identity provider: ${error.message}`);
  } finally {
    clearTimeout(timer);
  }
}
