import { join } from 'node:path';
import type { DeployedTo } from '../../../../config/index.ts';
import { ConfigError, checkDeployedTo, loadStageConfig } from '../../../../config/index.ts';
import { PROJECT } from '../../project.ts';

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

/**
 * Refuses a stage with a schedule whose request would be refused each time it is due.
 *
 * @throws ConfigError with every such schedule
 */
export async function checkSchedules(stage: string, region: string, root = PROJECT): Promise<void> {
  const config = loadStageConfig(stage, join(root, 'config'));
  if (config.actions.schedules.length === 0) return;
  // Loaded for the few stages that have one: it brings the SDK along.
  const { refusedSchedules } = await import('../../../../lib/actions/index.ts');
  const problems = refusedSchedules(config, region).map(({ index, refusal: { errorName, message } }) => ({
    path: `actions.schedules[${index}]`,
    rule: `would be refused each time it is due: ${errorName}. ${message}`,
  }));
  if (problems.length > 0) throw new ConfigError(`config/${stage}.json`, problems);
}
