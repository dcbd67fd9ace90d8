import { ACCOUNT_ID } from '../../ground/index.ts';

/** The owner of everything, as listings name it: a canonical user id, made from the account's id. */
export const OWNER = { ID: ACCOUNT_ID.padStart(64, '0'), DisplayName: 'inlet-local' } as const;
