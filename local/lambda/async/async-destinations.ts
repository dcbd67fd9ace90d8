import { functionArn } from '../../ground/index.ts';
import type { AsyncInvocation } from './async-store.ts';
import type { FunctionVersion } from '../function-registry.ts';
import type { InvocationResult } from '../invocations.ts';

/** How an asynchronous invocation ended, and why. */
export interface DeadEnd {
  invocation: AsyncInvocation;
  target: FunctionVersion;
  result: InvocationResult;
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  attempts: number;
}

/** The body of the message a destination gets (Lambda developer guide, "Adding a destination"). */
export function destinationRecord(end: DeadEnd, now: number): string {
  const { invocation, target, result, condition, attempts } = end;
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date(now).toISOString(),
    requestContext: {
      requestId: result.requestId,
      functionArn: functionArn(target.lambda.name, target.qualifier ?? '$LATEST'),
      condition,
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(invocation.event) as unknown,
    responseContext: {
      statusCode: 200,
      executedVersion: target.version,
      ...(result.functionError === undefined ? {} : { functionError: result.functionError }),
    },
    responsePayload: JSON.parse(result.payload) as unknown,
  });
}

/** The attributes that explain an event in a dead-letter queue; its body is the event itself. */
export function deadLetter({ result }: DeadEnd): Record<string, { DataType: string; StringValue: string }> {
  const { errorMessage } = JSON.parse(result.payload) as { errorMessage?: string };
  return {
    RequestID: { DataType: 'String', StringValue: result.requestId },
    ErrorCode: { DataType: 'Number', StringValue: '200' },
    ErrorMessage: {
      DataType: 'String',
      StringValue: (errorMessage ?? 'unknown').slice(0, 1024) || 'unknown',
    },
  };
}
