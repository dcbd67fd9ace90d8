import type { IncomingMessage } from 'node:http';
import { AwsError } from '../ground/index.ts';
import { decodeUrl, routeFor } from '../s3/index.ts';
import { credentialOf } from '../http/index.ts';

/** The operation that a signed request asks for, as its API reference writes it; undefined where the cloud has none. */
export function operationName(request: IncomingMessage): string | undefined {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.')[1];
  if (credentialOf(request)?.service !== 's3') return undefined;
  try {
    return routeFor(decodeUrl(request)).name;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
