import type { Service } from '../../ground/index.ts';
import { AwsError, jsonCodeOf, notImplemented } from '../../ground/index.ts';
import { sendJson, targetOf } from '../../http/index.ts';
import type { LambdaApi, LambdaCall, LambdaOperation } from './call.ts';
import { invalid } from './call.ts';
import {
  createFunction,
  deleteFunction,
  updateFunctionCode,
  updateFunctionConfiguration,
} from './change-functions.ts';
import {
  createEventSourceMapping,
  deleteEventSourceMapping,
  getEventSourceMapping,
  listEventSourceMappings,
  updateEventSourceMapping,
} from './event-source-mappings.ts';
import { invoke } from './invoke.ts';
import { addPermission, getPolicy, removePermission } from './policy.ts';
import { getFunction, getFunctionConfiguration, listFunctions } from './read-functions.ts';

const FUNCTIONS = '/2015-03-31/functions';
const MAPPINGS = '/2015-03-31/event-source-mappings';

/** The beginnings of the paths under which the API answers. */
export const LAMBDA_PATHS = [FUNCTIONS, MAPPINGS] as const;

/** Lambda API reference, "Actions": method and path, a member of the path as `:name`. */
const OPERATIONS: Readonly<Record<string, LambdaOperation>> = {
  [`GET ${FUNCTIONS}`]: listFunctions,
  [`POST ${FUNCTIONS}`]: createFunction,
  [`GET ${FUNCTIONS}/:name`]: getFunction,
  [`DELETE ${FUNCTIONS}/:name`]: deleteFunction,
  [`PUT ${FUNCTIONS}/:name/code`]: updateFunctionCode,
  [`GET ${FUNCTIONS}/:name/configuration`]: getFunctionConfiguration,
  [`PUT ${FUNCTIONS}/:name/configuration`]: updateFunctionConfiguration,
  [`POST ${FUNCTIONS}/:name/invocations`]: invoke,
  [`GET ${FUNCTIONS}/:name/policy`]: getPolicy,
  [`POST ${FUNCTIONS}/:name/policy`]: addPermission,
  [`DELETE ${FUNCTIONS}/:name/policy/:sid`]: removePermission,
  [`GET ${MAPPINGS}`]: listEventSourceMappings,
  [`POST ${MAPPINGS}`]: createEventSourceMapping,
  [`GET ${MAPPINGS}/:id`]: getEventSourceMapping,
  [`PUT ${MAPPINGS}/:id`]: updateEventSourceMapping,
  [`DELETE ${MAPPINGS}/:id`]: deleteEventSourceMapping,
};

const ROUTES = Object.entries(OPERATIONS).map(([route, operation]) => ({
  pattern: new RegExp(`^${route.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
  operation,
}));

/** Lambda's REST API; what it lacks answers 501. */
export const createLambdaService =
  (api: LambdaApi): Service =>
  async (request, response, { caller, requestId }) => {
    const { path, query } = targetOf(request);
    response.setHeader('x-amzn-requestid', requestId);
    try {
      const { operation, members } = routeOf(`${request.method ?? ''} ${path}`);
      const call: LambdaCall = { request, response, caller, query, path: members };
      const answer = await operation(call, api);
      if (!answer) return;
      if (answer.body === undefined) response.writeHead(answer.status ?? 200).end();
      else sendJson(response, answer.status ?? 200, answer.body);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      response.setHeader('x-amzn-errortype', jsonCodeOf(error));
      sendJson(response, error.status, { Type: 'User', Message: error.message, message: error.message });
    }
  };

function routeOf(asked: string): { operation: LambdaOperation; members: Record<string, string> } {
  for (const { pattern, operation } of ROUTES) {
    const match = pattern.exec(asked);
    if (!match) continue;
    const members = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decoded(text)]);
    return { operation, members: Object.fromEntries(members) as Record<string, string> };
  }
  throw notImplemented(`Lambda's ${asked}`);
}

/** @throws AwsError where a part of the path is not rightly escaped */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('The name of the function is not rightly escaped.');
  }
}
