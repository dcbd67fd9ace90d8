import type { AccessToken, Claims } from './tokens/access-token.ts';
import type { Allowance, IdentityRequest, LaunchContext } from './healthlake-contract.ts';
import { LAUNCH_CONTEXT } from './healthlake-contract.ts';
import type { ReadScopes } from './scopes.ts';

/** The answer that lets a request pass. @param now epoch milliseconds */
export function allowance(
  { datastoreEndpoint }: IdentityRequest,
  { issuer, uid, fhirUser, patient, iat, nbf, exp, claims }: AccessToken,
  { resource, others }: ReadScopes,
  roleArn: string,
  now: number,
): Allowance {
  return {
    authPayload: {
      ...launchContext(claims),
      iss: issuer,
      aud: datastoreEndpoint,
      iat,
      // An issuer's clock may be a little ahead of ours; HealthLake compares with a clock like ours.
      nbf: Math.min(nbf, Math.floor(now / 1000)),
      exp,
      isAuthorized: true,
      scope: [...resource.map(({ scope }) => scope), ...others].join(' '),
      ...(uid !== undefined && { uid }),
      ...(fhirUser !== undefined && { fhirUser }),
      ...(patient !== undefined && { patient }),
    },
    iamRoleARN: roleArn,
  };
}

const launchContext = (claims: Claims): LaunchContext =>
  Object.fromEntries(
    LAUNCH_CONTEXT.flatMap((name): [string, string | boolean][] => {
      const value = claims[name];
      return typeof value === 'string' || typeof value === 'boolean' ? [[name, value]] : [];
    }),
  );
