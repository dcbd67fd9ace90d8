import type { JSONWebKeySet } from 'jose';

/** One trusted issuer, as `config/<stage>.json` describes it. */
export interface IssuerSettings {
  /** The exact `iss` of its tokens. */
  issuer: string;
  /** A token must name one of these in `aud`. */
  audience: readonly string[];
  /** Signature algorithms that are accepted; asymmetric ones only. */
  algorithms: readonly string[];
  /** Where it publishes its keys (https); or the keys themselves in `jwks`. */
  jwksUri?: string;
  jwks?: JSONWebKeySet;
  /** If given, the token's `client_id` or `azp` must be one of these. */
  clients?: readonly string[];
  /** The role in whose name HealthLake answers, with its path; without it, the stack's own. */
  roleName?: string;
}

/** An issuer that is ready to be asked. */
export interface TrustedIssuer extends IssuerSettings {
  roleArn: string;
}

export interface IdentitySettings {
  stage: string;
  issuers: readonly TrustedIssuer[];
}

const ROLE_ARN = /^(arn:aws[a-z-]*:iam::\d{12}:role\/)[\w+=,.@/-]+$/;
const ASYMMETRIC = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/;

/**
 * The identity provider's settings, read once when the function starts.
 *
 * @param environment the function's: SMART_ROLE_ARN is the role for issuers that name none
 * @param config the stage's bundled configuration
 * @throws Error naming the variable or the issuer that is wrong: the function then does not start, and no
 *   token passes
 */
export function identitySettings(
  environment: { STAGE: string; SMART_ROLE_ARN: string },
  config: { identity: { issuers: readonly IssuerSettings[] } },
): IdentitySettings {
  const { STAGE: stage, SMART_ROLE_ARN: roleArn } = environment;
  const [, head] = ROLE_ARN.exec(roleArn) ?? [];
  if (head === undefined)
    throw new Error(`SMART_ROLE_ARN is ${JSON.stringify(roleArn)}: it must be the ARN of an IAM role`);
  const issuers = config.identity.issuers.map((issuer) => {
    checkIssuer(issuer);
    return { ...issuer, roleArn: issuer.roleName === undefined ? roleArn : head + issuer.roleName };
  });
  return { stage, issuers };
}

/** The build checks the configuration in full; these are the rules that the signature's worth hangs on. */
function checkIssuer({ issuer, audience, algorithms, jwks, jwksUri }: IssuerSettings): void {
  const refuse = (rule: string): never => {
    throw new Error(`Issuer ${JSON.stringify(issuer)}: ${rule}`);
  };
  if (audience.length === 0) refuse('audience must name at least one audience');
  if (algorithms.length === 0) refuse('algorithms must name at least one algorithm');
  for (const algorithm of algorithms)
    if (!ASYMMETRIC.test(algorithm)) refuse(`algorithm ${algorithm} is not an asymmetric signature`);
  if ((jwks === undefined) === (jwksUri === undefined)) refuse('it must have either jwksUri or jwks');
  if (jwksUri !== undefined && !jwksUri.startsWith('https://')) refuse('jwksUri must be an https URL');
}
