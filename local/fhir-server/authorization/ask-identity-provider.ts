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

/** How long an identity provider may take, and who is told where it takes longer. */
export interface IdentityLimit {
  /** Real time that it may take, waiting for the network included; it runs on behind that, and its answer is lost. */
  milliseconds: number;
  /** Starts the function first, which then does not count. */
  warm?: ((functionArn: string) => Promise<void>) | undefined;
  onTooLate: (text: string) => void;
}

/**
 * Invokes the identity provider in the name of a data store and waits for its answer; the start of the function counts,
 * unless it is warmed.
 *
 * @returns what it answered, unchecked
 * @throws FhirError 401 where it failed or took too long, 403 where HealthLake may not invoke it
 */
export async function askIdentityProvider(
  invoke: InvokeFunction,
  { functionArn, datastoreArn }: { functionArn: string; datastoreArn: string },
  question: IdentityQuestion,
  { milliseconds, warm, onTooLate }: IdentityLimit,
): Promise<unknown> {
  // A function that is not there is told of by its invocation.
  await warm?.(functionArn).catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  const by = { service: 'healthlake.amazonaws.com', sourceArn: datastoreArn };
  try {
    const answer = await Promise.race([invoke(functionArn, question, by), tooLate]);
    if (answer === undefined) {
      const limit = `no answer within ${milliseconds} ms of real time, which is the limit`;
      onTooLate(`A bearer token was refused: ${functionArn} gave ${limit} (--identity-limit-ms).`);
      throw unauthorized(
        `Timeout during custom Idp execution: ${limit} (npx inlet local --identity-limit-ms <n> changes it).`,
      );
    }
    if (answer.functionError !== undefined) throw unauthorized('The identity provider failed.');
    return answer.payload;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw forbidden(`HealthLake could not invoke the identity provider: ${error.message}`);
  } finally {
    clearTimeout(timer);
  }
}
