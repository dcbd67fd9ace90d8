import type { RefuseSignature } from '../../http/index.ts';
import { credentialOf, refusalOfJson } from '../../http/index.ts';
import type { Service } from '../../ground/index.ts';
import { forbidden } from '../authorization/auth-payload.ts';
import { bearerTokenOf } from './bearer-token.ts';
import { outcomeAnswer, sendAnswer } from './fhir-answer.ts';

/**
 * Requests with an AWS signature go the way on which it is verified; the endpoint checks all others itself.
 * @param verified the endpoint behind the verification, where the cloud is strict
 */
export const signedOrBearer =
  (endpoint: Service, verified: Service): Service =>
  (request, response, context) => {
    const isSigned = bearerTokenOf(request) === undefined && credentialOf(request) !== undefined;
    return (isSigned ? verified : endpoint)(request, response, context);
  };

/** A wrong signature is answered in FHIR's form, as every other refusal of the endpoint. */
export const refuseAsOutcome: RefuseSignature = (response, fault, requestId) => {
  const { code, message } = refusalOfJson(fault);
  response.setHeader('x-amzn-requestid', requestId);
  sendAnswer(response, outcomeAnswer(forbidden(`${code}: ${message}`)));
  return Promise.resolve();
};
