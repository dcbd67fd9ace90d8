import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { Stack } from '../../local/cloudformation/index.ts';
import { readStack } from '../../local/cloudformation/index.ts';
import { ACCOUNT_ID, REGION } from '../../local/ground/index.ts';
import type { StageResources } from '../stage/index.ts';

/** Addresses of a template begin with it here. */
export const NOWHERE = 'https://healthlake.invalid';

/**
 * What a package would deploy, as the local cloud reads its template, under the account, Region, data store and key that the
 * deployed stage has.
 */
export async function expectedStack(
  packageFolder: string,
  { stage, datastoreId }: Pick<StageResources, 'stage' | 'datastoreId'>,
  functions: LambdaClient,
): Promise<Stack> {
  const { FunctionArn = '', Environment } = await functions.send(
    new GetFunctionConfigurationCommand({ FunctionName: `inlet-${stage}-start-imports` }),
  );
  const [, , , region = REGION, account = ACCOUNT_ID] = FunctionArn.split(':');
  const stack = readStack({
    packageFolder,
    endpoint: NOWHERE,
    dataStoreId: () => datastoreId,
  });
  return underNamesOf(stack, { account, region, keyArn: Environment?.Variables?.KMS_KEY_ARN });
}

/** A stack as it is in this account and Region; a stage that brought its key has none of its own. */
export function underNamesOf(
  stack: Stack,
  { account, region, keyArn }: { account: string; region: string; keyArn: string | undefined },
): Stack {
  const text = JSON.stringify(stack).replaceAll(ACCOUNT_ID, account).replaceAll(REGION, region);
  const key = stack.keys.find(({ logicalId }) => logicalId === 'Key')?.id;
  const deployedKey = keyArn?.split('/')[1];
  return JSON.parse(
    key === undefined || deployedKey === undefined ? text : text.replaceAll(key, deployedKey),
  ) as Stack;
}
