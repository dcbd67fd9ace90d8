import type { IncomingMessage } from 'node:http';
import type { Authorize, Caller } from '../ground/account.ts';
import type { Clock } from '../ground/clock.ts';
import { resourceVersions } from '../healthlake/store/resource-versions.ts';
import type { FhirStore } from '../healthlake/store/store.ts';
import type { MayAssumeRole } from '../healthlake/access.ts';
import type { Datastore, Datastores } from '../healthlake/datastores/datastores.ts';
import { credentialOf } from '../http/credential.ts';
import type { Service } from '../ground/service.ts';
import { requireFormat } from './http/accepted-format.ts';
import type { Access } from './authorization/access.ts';
import type { InvokeFunction } from './authorization/ask-identity-provider.ts';
import { unauthorized } from './authorization/auth-payload.ts';
import { bearerAccess } from './authorization/bearer-access.ts';
import { signedAccess } from './authorization/signed-access.ts';
import { bearerTokenOf } from './http/bearer-token.ts';
import type { ErrorsOf } from './resources/check-resource.ts';
import type { FhirAnswer } from './http/fhir-answer.ts';
import { outcomeAnswer } from './http/fhir-answer.ts';
import type { Performed } from './fhir-call.ts';
import { finish } from './fhir-call.ts';
import { FhirError, badRequest } from './http/fhir-error.ts';
import type { FhirRequest } from './http/fhir-request.ts';
import { smartConfiguration } from './interactions/smart-configuration.ts';
import type { Match } from './match-route.ts';
import { matchRoute } from './match-route.ts';
import { readRequest } from './http/read-request.ts';
import type { FhirUrl } from './http/request-url.ts';
import { readUrl } from './http/request-url.ts';
import { ROUTES } from './routes.ts';
import type { ParametersOf } from './search/parameters.ts';
import { sendAnswer } from './http/send-answer.ts';

export interface FhirEndpointOptions {
  store: FhirStore;
  datastores: Pick<Datastores, 'find'>;
  clock: Pick<Clock, 'now'>;
  authorize: Authorize;
  mayAssumeRole: MayAssumeRole;
  /** Invokes identity providers, in the name of the data store. */
  invokeFunction: InvokeFunction;
  /** How long an identity provider may take, real milliseconds. */
  identityProviderMs: () => number;
  /** Makes ready what says what is wrong with a resource; asked for each write, for settings may change. */
  openValidator: () => Promise<ErrorsOf>;
  /** Makes ready what can be searched by. */
  openParameters: () => Promise<ParametersOf>;
  /** A data store's address, with a slash at its end. */
  endpointOf: (datastoreId: string) => string;
  /** Told of what was not expected to happen; the caller gets an OperationOutcome without its text. */
  onTrouble: (error: unknown) => void;
}

const TYPE_INTERACTIONS = [
  ...new Set(ROUTES.filter(({ right }) => right).map(({ interaction }) => interaction)),
];

/** What a request is performed on. */
interface Target {
  datastore: Datastore;
  access: Access;
  errorsOf: ErrorsOf;
  parametersOf: ParametersOf;
}

/** Methods that may write; what reads needs no validator. */
const WRITES = new Set(['POST', 'PUT']);
const noValidator: ErrorsOf = () => {
  throw new Error('No validator was opened for this method.');
};

/** The FHIR REST API of all data stores: `/datastore/{id}/r4/...` (Developer Guide, "Managing FHIR resources"). */
export function createFhirEndpoint(options: FhirEndpointOptions): Service {
  const versions = resourceVersions(options.store);
  const now = (): number => options.clock.now();

  const performOn = (on: Target, match: Match, request: FhirRequest): Performed => {
    const { access, ...target } = on;
    const { route, ...named } = match;
    return route.perform({
      request,
      ...target,
      endpoint: options.endpointOf(on.datastore.datastoreId),
      ...named,
      reach: access.reach(route, named.resourceType),
      versions,
      now,
      typeInteractions: TYPE_INTERACTIONS,
      performEntry(entry) {
        const matched = matchRoute(entry.method, entry.path);
        if (matched.route.right === undefined)
          throw badRequest('An entry must be an interaction on a resource or a resource type.');
        return performOn(on, matched, entry);
      },
    });
  };

  const answer = async (incoming: IncomingMessage, caller: Caller): Promise<FhirAnswer> => {
    const url = readUrl(incoming.url ?? '/');
    if (!url) throw new FhirError(404, 'not-found', 'A FHIR endpoint is at /datastore/{id}/r4/.');
    const method = incoming.method ?? '';
    if (method === 'GET' && url.path.join('/') === '.well-known/smart-configuration')
      return smartConfiguration(activeDatastore(options, url));
    const token = bearerTokenOf(incoming);
    if (token === undefined && !credentialOf(incoming))
      throw unauthorized('The request needs a bearer token or an AWS signature in Authorization.');
    const datastore = activeDatastore(options, url);
    const match = matchRoute(method, url.path);
    const endpoint = options.endpointOf(datastore.datastoreId);
    const { action } = match.route;
    const parametersOf = await options.openParameters();
    const access =
      token === undefined
        ? signedAccess(options.authorize, caller, datastore.arn)
        : await bearerAccess({ ...options, parametersOf, now }, { datastore, endpoint, action }, token);
    const request = await readRequest(incoming, url);
    requireFormat(request);
    const errorsOf = WRITES.has(method) ? await options.openValidator() : noValidator;
    return finish(performOn({ datastore, access, errorsOf, parametersOf }, match, request));
  };

  return async (incoming, response, { caller, requestId }) => {
    response.setHeader('x-amzn-requestid', requestId);
    try {
      sendAnswer(response, await answer(incoming, caller));
    } catch (error) {
      incoming.resume();
      if (!(error instanceof FhirError)) options.onTrouble(error);
      sendAnswer(response, outcomeAnswer(error instanceof FhirError ? error : FAULT));
    }
  };
}

const FAULT = new FhirError(
  500,
  'exception',
  'The local cloud failed to answer; run with --verbose to see why.',
);

function activeDatastore({ datastores }: FhirEndpointOptions, { datastoreId }: FhirUrl): Datastore {
  const datastore = datastores.find(datastoreId);
  if (datastore?.status !== 'ACTIVE')
    throw new FhirError(404, 'not-found', 'There is no ACTIVE data store of this id.');
  return datastore;
}
