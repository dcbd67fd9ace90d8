import { AwsError, functionArn, parsedJson } from '../../ground/index.ts';
import { readBody } from '../../http/index.ts';
import type { LambdaOperation } from './call.ts';
import { invalid } from './call.ts';

/** Lambda quotas, "Invocation payload", synchronous. */
const LARGEST_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** By `X-Amz-Invocation-Type`: run and answer, accept for later, or only check. */
export const invoke: LambdaOperation = async (
  { request, response, caller, path: { name = '' }, query },
  { functions, authorize, accept, invoke: run },
) => {
  const qualifier = query.get('Qualifier') ?? undefined;
  const event = parsedText((await readBody(request, LARGEST_PAYLOAD_BYTES)).toString() || '{}');
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'Event') {
    response.setHeader('x-amzn-requestid', accept(name, qualifier, event, caller));
    response.writeHead(202).end();
  } else if (type === 'DryRun') {
    const target = functions.find(name, qualifier);
    authorize(caller, 'lambda:InvokeFunction', functionArn(target.lambda.name, target.qualifier));
    response.writeHead(204).end();
  } else if (type === 'RequestResponse') {
    const { version } = functions.find(name, qualifier);
    const result = await run(name, qualifier, event, caller);
    response.writeHead(200, {
      'content-type': 'application/json',
      'x-amz-executed-version': version,
      'x-amzn-requestid': result.requestId,
      ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
      ...(request.headers['x-amz-log-type'] === 'Tail' ? { 'x-amz-log-result': result.logTail } : {}),
    });
    response.end(result.payload);
  } else throw invalid(`X-Amz-Invocation-Type is RequestResponse, Event or DryRun, not ${String(type)}.`);
  return undefined;
};

function parsedText(text: string): string {
  if (parsedJson(text) !== undefined) return text;
  throw new AwsError(
    'InvalidRequestContentException',
    'Could not parse request body into json: the payload of an invocation is JSON.',
  );
}
