import type { DeployedTo } from '../../../config/index.ts';
import { checkDeployedTo } from '../../../config/index.ts';
import { PROJECT } from '../project.ts';

/** The account of everything in the local cloud, which has no credentials to ask for it. */
export const LOCAL_ACCOUNT = '000000000000';

/**
 * Refuses a stage whose routes name what is in another Region, and once the account is known (for stage local always)
 * in another account.
 *
 * @throws ConfigError with every such ARN
 */
export function checkOwnPlace(stage: string, { region, accountId }: DeployedTo, root = PROJECT): void {
  checkDeployedTo(stage, { region, accountId: stage === 'local' ? LOCAL_ACCOUNT : accountId }, root);
}
