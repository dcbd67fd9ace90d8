import type { IncomingMessage } from 'node:http';
import { AwsError } from '../ground/aws-error.ts';
import { decodeUrl } from '../s3/http/request.ts';
import { routeFor } from '../s3/routes.ts';
import { credentialOf } from '../http/credential.ts';

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
