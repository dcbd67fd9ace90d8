import type { Service } from '../../ground/index.ts';
import { AwsError, jsonCodeOf } from '../../ground/index.ts';
import { actionNotServed, sendJson, targetOf } from '../../http/index.ts';
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
const OPERATIONS: readonly (readonly [route: string, name: string, operation: LambdaOperation])[] = [
  [`GET ${FUNCTIONS}`, 'ListFunctions', listFunctions],
  [`POST ${FUNCTIONS}`, 'CreateFunction', createFunction],
  [`GET ${FUNCTIONS}/:name`, 'GetFunction', getFunction],
  [`DELETE ${FUNCTIONS}/:name`, 'DeleteFunction', deleteFunction],
  [`PUT ${FUNCTIONS}/:name/code`, 'UpdateFunctionCode', updateFunctionCode],
  [`GET ${FUNCTIONS}/:name/configuration`, 'GetFunctionConfiguration', getFunctionConfiguration],
  [`PUT ${FUNCTIONS}/:name/configuration`, 'UpdateFunctionConfiguration', updateFunctionConfiguration],
  [`POST ${FUNCTIONS}/:name/invocations`, 'Invoke', invoke],
  [`GET ${FUNCTIONS}/:name/policy`, 'GetPolicy', getPolicy],
  [`POST ${FUNCTIONS}/:name/policy`, 'AddPermission', addPermission],
  [`DELETE ${FUNCTIONS}/:name/policy/:sid`, 'RemovePermission', removePermission],
  [`GET ${MAPPINGS}`, 'ListEventSourceMappings', listEventSourceMappings],
  [`POST ${MAPPINGS}`, 'CreateEventSourceMapping', createEventSourceMapping],
  [`GET ${MAPPINGS}/:id`, 'GetEventSourceMapping', getEventSourceMapping],
  [`PUT ${MAPPINGS}/:id`, 'UpdateEventSourceMapping', updateEventSourceMapping],
  [`DELETE ${MAPPINGS}/:id`, 'DeleteEventSourceMapping', deleteEventSourceMapping],
];

const ROUTES = OPERATIONS.map(([route, , operation]) => ({
  pattern: new RegExp(`^${route.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}/?$`),
  operation,
}));

/** Lambda's REST API; what it lacks answers 501. */
export function createLambdaService(api: LambdaApi): Service {
  const service: Service = async (request, response, { caller, requestId }) => {
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
  return Object.assign(service, { actions: OPERATIONS.map(([, name]) => name) });
}

function routeOf(asked: string): { operation: LambdaOperation; members: Record<string, string> } {
  for (const { pattern, operation } of ROUTES) {
    const match = pattern.exec(asked);
    if (!match) continue;
    const members = Object.entries(match.groups ?? {}).map(([name, text]) => [name, decoded(text)]);
    return { operation, members: Object.fromEntries(members) as Record<string, string> };
  }
  throw actionNotServed(
    'lambda',
    asked,
    OPERATIONS.map(([, name]) => name),
  );
}

/** @throws AwsError where a part of the path is not rightly escaped */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('The name of the function is not rightly escaped.');
  }
}
