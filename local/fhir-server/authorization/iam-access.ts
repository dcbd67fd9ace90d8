import type { Authorize, Caller } from '../../ground/index.ts';
import { isAccessDenied } from '../../ground/index.ts';
import { forbidden } from './auth-payload.ts';
import type { Reach } from './check-scopes.ts';
import type { Right } from './read-scopes.ts';

/** What an interaction asks of who calls. */
export interface Asked {
  /** The IAM action. */
  action: string;
  /** What it asks of scopes on the resource type; undefined where it is about no type. */
  right?: Right;
  /** Another right that will do in its place. */
  orRight?: Right;
}

/** What the caller of a request may do on its data store. */
export interface Access {
  /**
   * How much of a resource type the caller may reach with an interaction.
   * @param resourceType '' for an interaction that is about no type
   * @throws FhirError 403
   */
  reach: (asked: Asked, resourceType: string) => Reach;
  /** The same of a right beside the interaction's own, by scopes alone; undefined for nothing. */
  reachOf: (right: Right, resourceType: string) => Reach | undefined;
  /** The same by `system/` scopes alone: for what is not one patient's or one user's. */
  systemReachOf: (right: Right, resourceType: string) => Reach | undefined;
  /** In whose name the service acts. */
  caller: Caller;
  /** By which the same access can be had again later, without the token or the signature. */
  grant: Grant;
}

/** What a request was let in by: plain data. */
export type Grant =
  | { kind: 'signed'; caller: Caller }
  | { kind: 'bearer'; scope: string; patientId: string | undefined; roleArn: string };

/** The access of a request that is signed (AWS Signature Version 4): what the caller's IAM policies say. */
export const signedAccess = (authorize: Authorize, caller: Caller, datastoreArn: string): Access => ({
  reach({ action }) {
    requireAction(authorize, caller, action, datastoreArn);
    return 'everything';
  },
  reachOf: () => 'everything',
  systemReachOf: () => 'everything',
  caller,
  grant: { kind: 'signed', caller },
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
