import type { Authorize, Caller } from '../../ground/index.ts';
import type { Access } from './access.ts';
import { requireAction } from './role-may.ts';

/** The access of a request that is signed (AWS Signature Version 4): what the caller's IAM policies say. */
export const signedAccess = (authorize: Authorize, caller: Caller, datastoreArn: string): Access => ({
  reach({ action }) {
    requireAction(authorize, caller, action, datastoreArn);
    return 'everything';
  },
});
