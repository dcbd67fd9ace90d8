import type { ConfigProblem } from './config-error.ts';
import { partsOf } from './scattered-stores.ts';
import type { StageConfig } from './stage-config.generated.ts';

/** What `actions` names in another Region or account than the stage's: AWS would refuse it, one request after the other. */
export const foreignActionArns = (
  { actions }: StageConfig,
  { region, accountId }: { region: string; accountId?: string | undefined },
): ConfigProblem[] => {
  const named = [
    ...actions.allow.flatMap(({ dataStores = [] }, index) =>
      dataStores.map((arn, at) => ({ arn, path: `actions.allow[${index}].dataStores[${at}]`, of: 'both' })),
    ),
    ...actions.dataAccessRoleArns.map((arn, at) => ({
      arn,
      path: `actions.dataAccessRoleArns[${at}]`,
      of: 'account',
    })),
    ...actions.kmsKeyIds.map((arn, at) => ({ arn, path: `actions.kmsKeyIds[${at}]`, of: 'Region' })),
  ];
  return named.flatMap(({ arn, path, of }) => {
    const parts = partsOf(arn);
    if (!parts) return [];
    const isElsewhere =
      (of !== 'account' && parts.region !== region) ||
      (of !== 'Region' && accountId !== undefined && parts.accountId !== accountId);
    return isElsewhere
      ? [{ path, value: arn, rule: 'must be of the Region and account that the stage is deployed to' }]
      : [];
  });
};
