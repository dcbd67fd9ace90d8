/**
 * In: config/<stage>.json.
 * Out: a checked stage configuration and its types, or every problem with its place.
 * Touches: the configuration's file.
 */
export { checkConfig } from './check-config.ts';
export { ConfigError } from './config-error.ts';
export type { DeployedTo } from './foreign-arns.ts';
export { checkDeployedTo } from './foreign-arns.ts';
export { STAGE_NAME, isStageName, loadStageConfig } from './load-stage-config.ts';
export type {
  ActionName,
  Actions,
  ClaimNames,
  DataStoreIdentity,
  Export,
  Introspection,
  Issuer,
  RoleRule,
  Route,
  SmartDataStore,
  StageConfig,
} from './stage-config.generated.ts';
