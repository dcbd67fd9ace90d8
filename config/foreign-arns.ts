import { join } from 'node:path';
import { ConfigError } from './config-error.ts';
import type { ConfigProblem } from './config-error.ts';
import { foreignActionArns } from './foreign-action-arns.ts';
import { partsOf } from './scattered-stores.ts';
import { loadStageConfig } from './load-stage-config.ts';
import type { Export, Route } from './stage-config.generated.ts';

/** Where a stage is deployed; the account is not known before somebody's credentials are used. */
export interface DeployedTo {
  region: string;
  accountId?: string | undefined;
}

/** ARNs that a route or an export may name, and what of them has to be the stage's own. */
const OWN_PARTS: readonly {
  member: 'dataStore' | 'dataAccessRoleArn' | 'kmsKeyId';
  own: readonly ('region' | 'accountId')[];
  because: string;
}[] = [
  {
    member: 'dataStore',
    own: ['region', 'accountId'],
    because:
      'a job is started with an id, which HealthLake looks for in the Region and account that it is called in',
  },
  {
    member: 'dataAccessRoleArn',
    own: ['accountId'],
    because: 'iam:PassRole passes roles of its own account only',
  },
  { member: 'kmsKeyId', own: ['region'], because: 'S3 encrypts with keys of its own Region only' },
];

const NAMES = { region: 'Region', accountId: 'account' } as const;

/**
 * What a stage's routes, or its exports, name in another Region or account than the stage's, where it would be cut to an id or refused by
 * AWS one job after the other.
 *
 * @param list what the configuration calls them
 */
export const foreignArns = (
  routes: readonly (Route | Export)[],
  stage: DeployedTo,
  list: 'routes' | 'exports' = 'routes',
): ConfigProblem[] =>
  routes.flatMap((route, index) =>
    OWN_PARTS.flatMap(({ member, own, because }) => {
      const parts = partsOf(route[member]);
      const foreign = own.filter((part) => parts && stage[part] !== undefined && parts[part] !== stage[part]);
      return foreign.map((part) => ({
        path: `${list}[${index}].${member}`,
        value: route[member],
        rule: `must be of the ${NAMES[part]} that the stage is deployed to, ${stage[part] ?? ''}: ${because}`,
      }));
    }),
  );

/**
 * Checks a stage's configuration against where it is deployed.
 *
 * @param root the project's folder
 * @throws ConfigError that names the file, the path in it, the value and the rule
 */
export function checkDeployedTo(stage: string, deployedTo: DeployedTo, root: string): void {
  const config = loadStageConfig(stage, join(root, 'config'));
  const problems = [
    ...foreignArns(config.routes, deployedTo),
    ...foreignArns(config.exports, deployedTo, 'exports'),
    ...foreignActionArns(config, deployedTo),
  ];
  if (problems.length > 0) throw new ConfigError(`config/${stage}.json`, problems);
}
