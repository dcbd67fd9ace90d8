import type { IncomingMessage } from 'node:http';
import type { Authorize, Caller, Clock, Service } from '../ground/index.ts';
import type { DataStores, Datastore, HealthLake, MayAssumeRole, SearchIndex } from '../healthlake/index.ts';
import { DISK_FULL, isDiskFull } from '../ground/index.ts';
import { resourceVersions } from '../healthlake/index.ts';
import { credentialOf } from '../http/index.ts';
import { requireFormat } from './http/accepted-format.ts';
import type { Access } from './authorization/iam-access.ts';
import { reachOrNothing, signedAccess } from './authorization/iam-access.ts';
import type { InvokeFunction } from './authorization/ask-identity-provider.ts';
import { unauthorized } from './authorization/auth-payload.ts';
import { bearerAccess } from './authorization/bearer-access.ts';
import { bearerTokenOf } from './http/bearer-token.ts';
import type { ErrorsOf } from './resources/check-resource.ts';
import type { FhirAnswer } from './http/fhir-answer.ts';
import { outcomeAnswer, sendAnswer } from './http/fhir-answer.ts';
import type { Performed } from './fhir-call.ts';
import { finish } from './fhir-call.ts';
import { FhirError, badRequest } from './http/fhir-error.ts';
import type { FhirRequest } from './http/fhir-request.ts';
import { readRequest } from './http/fhir-request.ts';
import { smartConfiguration } from './interactions/smart-configuration.ts';
import type { Match } from './match-route.ts';
import { matchRoute } from './match-route.ts';
import type { FhirUrl } from './http/request-url.ts';
import { readUrl } from './http/request-url.ts';
import { ROUTES } from './interaction-routes.ts';
import type { ReplaceLinks } from './open-links.ts';
import { linksOpener } from './open-links.ts';
import { parametersOpener } from './open-parameters.ts';
import { resourceErrors } from './resources/resource-errors.ts';
import type { ParametersOf } from './search/parameters.ts';

export interface FhirEndpointOptions {
  /** The HealthLake whose data stores are served. */
  healthLake: Pick<HealthLake, 'store' | 'searchIndex' | 'dataStores'>;
  clock: Pick<Clock, 'now'>;
  authorize: Authorize;
  /** Decides by trust policies; every role may be assumed unless given. */
  mayAssumeRole?: MayAssumeRole;
  /** Invokes identity providers, in the name of the data store. */
  invokeFunction: InvokeFunction;
  /** Starts an identity provider before it is asked; where it is not given, its start counts as its time. */
  warmFunction?: (functionArn: string) => Promise<void>;
  /** Takes an unexpected error; the caller gets an OperationOutcome without its text. */
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
  replaceLinks: ReplaceLinks;
  index: SearchIndex;
}

/** Methods that may write; what reads needs no validator. */
const WRITES = new Set(['POST', 'PUT']);
const noValidator: ErrorsOf = () => {
  throw new Error('No validator was opened for this method.');
};

/** The FHIR REST API of all data stores: `/datastore/{id}/r4/...` (Developer Guide, "Managing FHIR resources"). */
export function createFhirEndpoint(options: FhirEndpointOptions): Service {
  const { store, dataStores } = options.healthLake;
  const { endpointOf, settings } = dataStores;
  const versions = resourceVersions(store);
  const now = (): number => options.clock.now();
  const openValidator = resourceErrors(settings);
  const openParameters = parametersOpener();
  const openLinks = linksOpener();
  const bearerOptions = {
    authorize: options.authorize,
    mayAssumeRole: options.mayAssumeRole ?? (() => true),
    invokeFunction: options.invokeFunction,
    identityLimit: () => ({
      milliseconds: settings().identityProviderMs,
      warm: options.warmFunction,
      onTooLate: options.onTrouble,
    }),
    now,
  };

  const performOn = (on: Target, match: Match, request: FhirRequest): Performed => {
    const { access, ...target } = on;
    const { route, ...named } = match;
    return route.perform({
      request,
      ...target,
      endpoint: endpointOf(on.datastore.datastoreId),
      ...named,
      reach: access.reach(route, named.resourceType),
      reachOf: (resourceType) => reachOrNothing(access, route, resourceType),
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
    if ((method === 'GET' || method === 'HEAD') && url.path.join('/') === '.well-known/smart-configuration')
      return smartConfiguration(activeDatastore(dataStores, url));
    const token = bearerTokenOf(incoming);
    if (token === undefined && !credentialOf(incoming))
      throw unauthorized('The request needs a bearer token or an AWS signature in Authorization.');
    const datastore = activeDatastore(dataStores, url);
    const match = matchRoute(method, url.path);
    const endpoint = endpointOf(datastore.datastoreId);
    const { action } = match.route;
    const parametersOf = await openParameters();
    const access =
      token === undefined
        ? signedAccess(options.authorize, caller, datastore.arn)
        : await bearerAccess({ ...bearerOptions, parametersOf }, { datastore, endpoint, action }, token);
    const request = await readRequest(incoming, url);
    requireFormat(request);
    const errorsOf = WRITES.has(method) ? await openValidator() : noValidator;
    const replaceLinks = await openLinks();
    const index = await options.healthLake.searchIndex();
    const on = { datastore, access, errorsOf, parametersOf, replaceLinks, index };
    return finish(performOn(on, match, request));
  };

  return async (incoming, response, { caller, requestId }) => {
    response.setHeader('x-amzn-requestid', requestId);
    try {
      sendAnswer(response, await answer(incoming, caller));
    } catch (error) {
      incoming.resume();
      if (!(error instanceof FhirError)) options.onTrouble(error);
      sendAnswer(response, outcomeAnswer(error instanceof FhirError ? error : faultOf(error)));
    }
  };
}

const faultOf = (error: unknown): FhirError =>
  isDiskFull(error) ? new FhirError(507, 'no-store', DISK_FULL) : FAULT;

const FAULT = new FhirError(
  500,
  'exception',
  'The local cloud failed to answer; run with --verbose to see why.',
);

function activeDatastore(dataStores: DataStores, { datastoreId }: FhirUrl): Datastore {
  const datastore = dataStores.find(datastoreId);
  if (datastore?.status !== 'ACTIVE')
    throw new FhirError(404, 'not-found', 'There is no ACTIVE data store of this id.');
  return datastore;
}
