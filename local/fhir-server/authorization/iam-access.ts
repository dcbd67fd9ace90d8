import type { Authorize, Caller } from '../../ground/index.ts';
import { isAccessDenied } from '../../ground/index.ts';
import { FhirError } from '../http/fhir-error.ts';
import type { Route } from '../interaction-routes.ts';
import { forbidden } from './auth-payload.ts';
import type { Reach } from './check-scopes.ts';

/** What the caller of a request may do on its data store. */
export interface Access {
  /**
   * How much of a resource type the caller may reach with an interaction.
   * @param resourceType '' for an interaction that is about no type
   * @throws FhirError 403
   */
  reach: (route: Pick<Route, 'action' | 'right'>, resourceType: string) => Reach;
}

/** What is reached of a type that a request is not itself about; undefined for nothing. */
export function reachOrNothing(
  access: Access,
  route: Pick<Route, 'action' | 'right'>,
  resourceType: string,
): Reach | undefined {
  try {
    return access.reach(route, resourceType);
  } catch (error) {
    if (error instanceof FhirError) return undefined;
    throw error;
  }
}

/** The access of a request that is signed (AWS Signature Version 4): what the caller's IAM policies say. */
export const signedAccess = (authorize: Authorize, caller: Caller, datastoreArn: string): Access => ({
  reach({ action }) {
    requireAction(authorize, caller, action, datastoreArn);
    return 'everything';
  },
});

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
