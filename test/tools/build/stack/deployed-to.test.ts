import { expect, test } from '@jest/globals';
import { ACCOUNT_ID } from '../../../../local/ground/account.ts';
import { LOCAL_ACCOUNT } from '../../../../tools/build/stack/deployed-to.ts';

test('stage local is checked against the account that the local cloud has', () => {
  expect(LOCAL_ACCOUNT).toBe(ACCOUNT_ID);
});
