/**
 * In: config/<stage>.json.
 * Out: a checked stage configuration and its types, or every problem with its place.
 * Touches: the configuration's file.
 */
export { loadStageConfig } from './load-stage-config.ts';
export type {
  ClaimNames,
  DataStoreIdentity,
  Introspection,
  Issuer,
  RoleRule,
  Route,
  SmartDataStore,
  StageConfig,
} from './stage-config.generated.ts';
