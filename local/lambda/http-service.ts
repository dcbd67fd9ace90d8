import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authorize, Caller, Service } from '../ground/index.ts';
import { AwsError, functionArn, jsonCodeOf, notImplemented, parsedJson } from '../ground/index.ts';
import { readBody, sendJson, targetOf } from '../http/index.ts';
import type { LambdaFunction } from '../cloudformation/index.ts';
import type { FunctionRegistry } from './function-registry.ts';
import type { InvocationResult } from './invocations.ts';

export interface LambdaServiceOptions {
  functions: FunctionRegistry;
  authorize: Authorize;
  /** Accepts an event for later; returns the request id. */
  accept: (reference: string, qualifier: string | undefined, event: string, by: Caller) => string;
  invoke: (
    reference: string,
    qualifier: string | undefined,
    event: string,
    by: Caller,
  ) => Promise<InvocationResult>;
}

/** Lambda quotas, "Invocation payload", synchronous. */
const LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024;

const FUNCTIONS_PATH =
  /^\/2015-03-31\/functions(?:\/(?<name>[^/]*))?(?:\/(?<rest>invocations|configuration))?\/?$/;

interface Call {
  request: IncomingMessage;
  response: ServerResponse;
  caller: Caller;
  name: string;
  qualifier: string | undefined;
}

type Operation = (call: Call, options: LambdaServiceOptions) => Promise<void> | void;

/** Lambda over HTTP: Invoke, ListFunctions, GetFunction, GetFunctionConfiguration; what it lacks answers 501. */
export const createLambdaService =
  (options: LambdaServiceOptions): Service =>
  async (request, response, { caller, requestId }) => {
    const { path, query } = targetOf(request);
    response.setHeader('x-amzn-requestid', requestId);
    try {
      const groups = FUNCTIONS_PATH.exec(path)?.groups;
      const route = `${request.method ?? ''} ${groups?.name ? 'function' : 'functions'} ${groups?.rest ?? ''}`;
      const operation = groups && OPERATIONS.get(route.trim());
      if (!operation) throw notImplemented(`Lambda's ${request.method ?? ''} ${path}`);
      const name = decoded(groups.name ?? '');
      const qualifier = query.get('Qualifier') ?? undefined;
      await operation({ request, response, caller, name, qualifier }, options);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      response.setHeader('x-amzn-errortype', jsonCodeOf(error));
      sendJson(response, error.status, { Type: 'User', Message: error.message, message: error.message });
    }
  };

const OPERATIONS = new Map<string, Operation>(
  Object.entries<Operation>({
    'POST function invocations': async (call, options) => {
      const body = await readBody(call.request, LARGEST_PAYLOAD_BYTES);
      const event = parsedText(body.toString() || '{}');
      await invoke(call, event, options);
    },

    'GET functions': ({ response, caller }, { functions, authorize }) => {
      authorize(caller, 'lambda:ListFunctions', '*');
      sendJson(response, 200, {
        Functions: functions.list().map((lambda) => configurationOf(lambda)),
        NextMarker: null,
      });
    },

    'GET function': ({ response, caller, name, qualifier }, { functions, authorize }) => {
      const { lambda, version } = functions.find(name, qualifier);
      authorize(caller, 'lambda:GetFunction', lambda.arn);
      sendJson(response, 200, { Configuration: configurationOf(lambda, version), Tags: {} });
    },

    'GET function configuration': ({ response, caller, name, qualifier }, { functions, authorize }) => {
      const { lambda, version } = functions.find(name, qualifier);
      authorize(caller, 'lambda:GetFunctionConfiguration', lambda.arn);
      sendJson(response, 200, configurationOf(lambda, version));
    },
  }),
);

/** @throws AwsError where the name is not rightly escaped */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new AwsError('InvalidParameterValueException', 'The name of the function is not rightly escaped.');
  }
}

/** By `X-Amz-Invocation-Type`: run and answer, accept for later, or only check. */
async function invoke(
  { request, response, caller, name, qualifier }: Call,
  event: string,
  { functions, authorize, accept, invoke: run }: LambdaServiceOptions,
): Promise<void> {
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'Event') {
    response.setHeader('x-amzn-requestid', accept(name, qualifier, event, caller));
    response.writeHead(202).end();
  } else if (type === 'DryRun') {
    const target = functions.find(name, qualifier);
    authorize(caller, 'lambda:InvokeFunction', functionArn(target.lambda.name, target.qualifier));
    response.writeHead(204).end();
  } else if (type === 'RequestResponse') {
    const result = await run(name, qualifier, event, caller);
    const { version } = functions.find(name, qualifier);
    response.writeHead(200, {
      'content-type': 'application/json',
      'x-amz-executed-version': version,
      'x-amzn-requestid': result.requestId,
      ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
      ...(request.headers['x-amz-log-type'] === 'Tail' ? { 'x-amz-log-result': result.logTail } : {}),
    });
    response.end(result.payload);
  } else
    throw new AwsError(
      'InvalidParameterValueException',
      `X-Amz-Invocation-Type is RequestResponse, Event or DryRun, not ${String(type)}.`,
    );
}

function parsedText(text: string): string {
  if (parsedJson(text) !== undefined) return text;
  throw new AwsError(
    'InvalidRequestContentException',
    'Could not parse request body into json: the payload of an invocation is JSON.',
  );
}

const configurationOf = (lambda: LambdaFunction, version = '$LATEST'): Record<string, unknown> => ({
  FunctionName: lambda.name,
  FunctionArn: lambda.arn,
  Runtime: lambda.runtime,
  Role: lambda.roleArn,
  Handler: lambda.handler,
  Timeout: lambda.timeoutSeconds,
  MemorySize: lambda.memoryMb,
  Version: version,
  PackageType: 'Zip',
  State: 'Active',
  LastUpdateStatus: 'Successful',
  Environment: { Variables: lambda.environment },
});
