import type { Introspection, Issuer, SmartDataStore, StageConfig } from '../../config/index.ts';
import type { Role } from './roles.ts';
import type { ScopeAbilities } from './scopes.ts';
import { scopeAbilities } from './scopes.ts';
import type { TimeLimits } from './time-limits.ts';
import { ON_AWS, ON_LOCAL_CLOUD } from './time-limits.ts';

/** One data store that takes bearer tokens, with its rules resolved. */
export interface SmartStore {
  /** undefined for the stage's own until its id is known. */
  datastoreId: string | undefined;
  abilities: ScopeAbilities;
  issuers: readonly Issuer[];
  introspection: Introspection | undefined;
  roles: readonly Role[];
  /** Operations beyond the table's: name -> letters of `cruds`. */
  operations: Readonly<Record<string, string>>;
}

export interface IdentitySettings {
  stage: string;
  dataStores: readonly SmartStore[];
  limits: TimeLimits;
}

/** Environment variables of the function, which complete its configuration. */
export interface IdentityEnvironment {
  STAGE: string;
  /** The role for rules that name none. */
  SMART_ROLE_ARN: string;
  /** The stage's own data store, where an earlier deployment or stack made it. */
  DATASTORE_ID?: string | undefined;
  /** The local cloud, for the issuer `local`. */
  AWS_ENDPOINT_URL?: string | undefined;
}

/** Below the local cloud's endpoint: the `iss` of the tokens that it mints for developers. */
export const LOCAL_ISSUER_PATH = '/_inlet/issuer';

const ROLE_ARN = /^(arn:aws[a-z-]*:iam::\d{12}:role\/)[\w+=,.@/-]+$/;
const ASYMMETRIC = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/;

/** Whether a text is the ARN of an IAM role. */
export const isRoleArn = (text: unknown): boolean => ROLE_ARN.test(String(text));

/**
 * The identity provider's settings, read once when the function starts.
 *
 * @param config the stage's bundled configuration
 * @throws Error naming the variable or the issuer that is wrong: the function then does not start, and no
 *   token passes
 */
export function identitySettings(
  environment: IdentityEnvironment,
  { identity }: Pick<StageConfig, 'identity'>,
): IdentitySettings {
  const { STAGE: stage, SMART_ROLE_ARN: roleArn } = environment;
  const [, head] = ROLE_ARN.exec(roleArn) ?? [];
  if (head === undefined)
    throw new Error(`SMART_ROLE_ARN is ${JSON.stringify(roleArn)}: it must be the ARN of an IAM role`);
  return {
    stage,
    limits: stage === 'local' ? ON_LOCAL_CLOUD : ON_AWS,
    dataStores: identity.dataStores.map((store) => smartStore(store, environment, { roleArn, head })),
  };
}

/**
 * The configured data store of an endpoint. The stage's own goes by id where that is known; in the deployment that makes
 * it, by being none of the others: the function's permission lets no further store of HealthLake ask.
 */
export const storeOf = ({ dataStores }: IdentitySettings, datastoreId: string): SmartStore | undefined =>
  dataStores.find((store) => store.datastoreId === datastoreId) ??
  dataStores.find((store) => store.datastoreId === undefined);

function smartStore(
  { dataStore, authorization, issuers, introspection, roles, operations }: SmartDataStore,
  environment: IdentityEnvironment,
  arn: { roleArn: string; head: string },
): SmartStore {
  const { authorizationStrategy, metadata } = authorization;
  const urlOf = (issuer: string): string => (issuer === 'local' ? localIssuer(environment) : issuer);
  return {
    datastoreId: dataStore ?? environment.DATASTORE_ID,
    abilities: scopeAbilities(authorizationStrategy, metadata.capabilities),
    issuers: issuers.map((issuer) =>
      checkedIssuer({ ...issuer, issuer: urlOf(issuer.issuer) }, environment.STAGE),
    ),
    introspection: introspection && withAudience(introspection),
    roles: roles.map(({ roleName, issuer, ...rule }) => ({
      ...rule,
      ...(issuer !== undefined && { issuer: urlOf(issuer) }),
      roleArn: roleName === undefined ? arn.roleArn : arn.head + roleName,
    })),
    operations,
  };
}

/** `local` is where the function itself runs, so it leads nowhere on AWS. */
function localIssuer({ STAGE, AWS_ENDPOINT_URL }: IdentityEnvironment): string {
  if (STAGE !== 'local' || AWS_ENDPOINT_URL === undefined)
    throw new Error('Issuer "local" is the local cloud’s, and this function does not run there');
  return AWS_ENDPOINT_URL.replace(/\/$/, '') + LOCAL_ISSUER_PATH;
}

/** The build checks the configuration in full; these are the rules without which a signature proves nothing. */
function checkedIssuer(issuer: Issuer, stage: string): Issuer {
  const { algorithms, jwks, jwksUri } = issuer;
  const refuse = (rule: string): never => {
    throw new Error(`Issuer ${JSON.stringify(issuer.issuer)}: ${rule}`);
  };
  if (algorithms.length === 0) refuse('algorithms must name at least one algorithm');
  for (const algorithm of algorithms)
    if (!ASYMMETRIC.test(algorithm)) refuse(`algorithm ${algorithm} is not an asymmetric signature`);
  // An issuer whose keys come from elsewhere is only compared: it may be anything.
  if (stage !== 'local' && !jwks && !(jwksUri ?? issuer.issuer).startsWith('https://'))
    refuse('keys must come from an https URL');
  if (jwks && jwksUri !== undefined) refuse('it must not have both jwksUri and jwks');
  return withAudience(issuer);
}

function withAudience<Rules extends Issuer | Introspection>(rules: Rules): Rules {
  if ((rules.audience ?? []).length === 0 && (rules.clients ?? []).length === 0)
    throw new Error(`Issuer ${JSON.stringify(rules.issuer)}: audience or clients must name at least one`);
  return rules;
}
