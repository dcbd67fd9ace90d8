import type { Authorize, Caller } from '../../ground/index.ts';
import { isAccessDenied } from '../../ground/index.ts';
import { forbidden } from './auth-payload.ts';

/** Asks the caller's policies. @throws FhirError 403 that names action and role */
export function requireAction(
  authorize: Authorize,
  caller: Caller,
  action: string,
  datastoreArn: string,
): void {
  try {
    authorize(caller, `healthlake:${action}`, datastoreArn);
  } catch (error) {
    throw isAccessDenied(error) ? forbidden(error.message) : error;
  }
}
