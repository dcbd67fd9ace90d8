import type { Service } from '../ground/index.ts';
import { AwsError } from '../ground/index.ts';
import { errorAnswer, sendAnswer, type Answer } from './http/answer.ts';
import { decodeRequest } from './http/request.ts';
import { OPERATION_NAMES, routeFor } from './operation-routes.ts';
import { judgeHeaders, takeHeadersOfQuery } from './request-headers/judge-headers.ts';
import type { Storage } from './storage.ts';

/** The HTTP side of the local S3. */
export function createService(storage: Storage): Service {
  const service: Service = async (http, response, context) => {
    let name = { bucket: '', key: '', requestId: context.requestId };
    let answer: Answer;
    try {
      const request = decodeRequest(http, context);
      name = request;
      takeHeadersOfQuery(request);
      const route = routeFor(request);
      judgeHeaders(route.name, storage, request);
      answer = await route.operation(storage, request);
    } catch (error) {
      // A body that breaks off because the client went away is not an error.
      if (!(error instanceof AwsError) && !response.destroyed) storage.onInternalError?.(error);
      answer = errorAnswer(error, name);
    }
    await sendAnswer(response, answer, context.requestId);
    // The rest of a refused body is read and dropped: a client that still sends would not see the answer otherwise.
    http.resume();
  };
  return Object.assign(service, { actions: OPERATION_NAMES });
}
