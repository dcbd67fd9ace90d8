import type { IdentityProviderConfiguration } from '@aws-sdk/client-healthlake';
import type { Authorize, Caller } from '../../ground/index.ts';
import { ACCOUNT_ID } from '../../ground/index.ts';
import type { Datastore, MayAssumeRole } from '../../healthlake/index.ts';
import { notSupported } from '../http/fhir-error.ts';
import type { ParametersOf } from '../search/parameters.ts';
import type { Access, Grant } from './iam-access.ts';
import { requireAction } from './iam-access.ts';
import type { IdentityLimit, InvokeFunction } from './ask-identity-provider.ts';
import { askIdentityProvider } from './ask-identity-provider.ts';
import { checkAuthPayload, forbidden, unauthorized } from './auth-payload.ts';
import { checkScopes } from './check-scopes.ts';
import { readScopes } from './read-scopes.ts';

export interface BearerParts {
  authorize: Authorize;
  mayAssumeRole: MayAssumeRole;
  invokeFunction: InvokeFunction;
  identityLimit: () => IdentityLimit;
  /** What filters of scopes may ask for. */
  parametersOf: ParametersOf;
  /** Epoch milliseconds of the cloud's time. */
  now: () => number;
}

/**
 * The access of a request with a bearer token: the data store's identity provider is called once for each request, and
 * its answer is enforced. A request may do what both the scopes and the role allow.
 *
 * @param action of the request, which the identity provider gets
 * @throws FhirError 401, 403, or 501 for a data store with fine-grained authorization, which is not enforced here
 */
export async function bearerAccess(
  parts: BearerParts,
  { datastore, endpoint, action }: { datastore: Datastore; endpoint: string; action: string },
  bearerToken: string,
): Promise<Access> {
  const configuration = datastore.setup.IdentityProviderConfiguration ?? AWS_AUTH;
  const strategy = configuration.AuthorizationStrategy ?? 'AWS_AUTH';
  if (strategy === 'AWS_AUTH' || configuration.IdpLambdaArn === undefined)
    throw unauthorized('The data store takes signed requests only (AWS_AUTH), no bearer tokens.');
  if (configuration.FineGrainedAuthorizationEnabled === true)
    throw notSupported('fine-grained authorization');
  const answer = await askIdentityProvider(
    parts.invokeFunction,
    { functionArn: configuration.IdpLambdaArn, datastoreArn: datastore.arn },
    { datastoreEndpoint: endpoint, operationName: action, bearerToken },
    parts.identityLimit(),
  );
  const grant = checkAuthPayload(answer, endpoint, parts.now());
  return grantedAccess(parts, { datastore, endpoint }, { kind: 'bearer', ...grant });
}

/** The access of what an identity provider has granted. @throws FhirError 403 */
export function grantedAccess(
  parts: Pick<BearerParts, 'authorize' | 'mayAssumeRole' | 'parametersOf' | 'now'>,
  { datastore, endpoint }: { datastore: Datastore; endpoint: string },
  grant: Grant & { kind: 'bearer' },
): Access {
  const { scope, patientId, roleArn } = grant;
  const configuration = datastore.setup.IdentityProviderConfiguration ?? AWS_AUTH;
  const strategy = configuration.AuthorizationStrategy ?? 'AWS_AUTH';
  const scopes = readScopes(scope, { strategy, capabilities: capabilitiesOf(configuration) });
  if (scopes.length === 0) throw forbidden('The token has no scope that the data store honours.');
  const trust = { 'aws:SourceAccount': ACCOUNT_ID, 'aws:SourceArn': datastore.arn };
  if (!parts.mayAssumeRole(roleArn, 'healthlake.amazonaws.com', trust))
    throw forbidden('HealthLake may not assume the role that the identity provider named.');
  const context = { patientId, endpoint, parametersOf: parts.parametersOf, now: parts.now() };
  const systemScopes = scopes.filter((each) => each.context === 'system');
  const caller: Caller = { kind: 'role', roleArn };
  const reachOf: Access['reachOf'] = (right, type) => checkScopes(scopes, right, type, context);
  return {
    reach({ action: asked, right, orRight }, resourceType) {
      requireAction(parts.authorize, caller, asked, datastore.arn);
      if (right === undefined) return 'everything';
      const reach = reachOf(right, resourceType) ?? (orRight && reachOf(orRight, resourceType));
      if (!reach) throw forbidden('The scopes of the token do not allow this.');
      return reach;
    },
    reachOf,
    systemReachOf: (right, type) => checkScopes(systemScopes, right, type, context),
    caller,
    grant,
  };
}

/** What a data store has that was created without an identity provider. */
const AWS_AUTH: IdentityProviderConfiguration = { AuthorizationStrategy: 'AWS_AUTH' };

/** Metadata was checked when the data store was created. */
function capabilitiesOf({ Metadata }: IdentityProviderConfiguration): string[] {
  const { capabilities } = JSON.parse(Metadata ?? '{}') as { capabilities?: unknown };
  return Array.isArray(capabilities) ? capabilities.map(String) : [];
}
