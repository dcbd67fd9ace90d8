import type { IncomingMessage } from 'node:http';
import type { Locator } from '../../fhir/index.ts';
import type { Authorize, Caller, Clock, Service } from '../ground/index.ts';
import type { DataStores, Datastore, HealthLake, MayAssumeRole } from '../healthlake/index.ts';
import { DISK_FULL, isDiskFull } from '../ground/index.ts';
import { resourceVersions } from '../healthlake/index.ts';
import { credentialOf } from '../http/index.ts';
import { requireGuide } from './beyond-the-guide.ts';
import { contentTypeFor, requireFormat } from './http/accepted-format.ts';
import { encodedAnswer } from './http/content-encoding.ts';
import type { Access } from './authorization/iam-access.ts';
import { signedAccess } from './authorization/iam-access.ts';
import type { InvokeFunction } from './authorization/ask-identity-provider.ts';
import { unauthorized } from './authorization/auth-payload.ts';
import { bearerAccess } from './authorization/bearer-access.ts';
import { bearerTokenOf } from './http/bearer-token.ts';
import type { ErrorsOf } from './resources/check-resource.ts';
import type { FhirAnswer } from './http/fhir-answer.ts';
import { emptyAnswer, outcomeAnswer, sendAnswer } from './http/fhir-answer.ts';
import type { Performed } from './fhir-call.ts';
import { finish } from './fhir-call.ts';
import { FhirError, badRequest, notInTheGuide } from './http/fhir-error.ts';
import type { FhirRequest } from './http/fhir-request.ts';
import { headerOf, readRequest } from './http/fhir-request.ts';
import { smartConfiguration } from './interactions/smart-configuration.ts';
import type { Match } from './match-route.ts';
import { matchRoute, methodsOf } from './match-route.ts';
import type { FhirUrl } from './http/request-url.ts';
import { readUrl } from './http/request-url.ts';
import { ALL_SERVED, IN_THE_GUIDE } from './served.ts';
import type { ReplaceLinks } from './open-links.ts';
import { elementsOpener, linksOpener } from './open-links.ts';
import { parametersOpener } from './open-parameters.ts';
import { resourceErrors } from './resources/resource-errors.ts';
import type { ParametersOf } from './search/parameters.ts';

export interface FhirEndpointOptions {
  /** The HealthLake whose data stores are served. */
  healthLake: Pick<HealthLake, 'store' | 'dataStores'>;
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

/** What a request is performed on. */
interface Target {
  datastore: Datastore;
  access: Access;
  errorsOf: ErrorsOf;
  parametersOf: ParametersOf;
  replaceLinks: ReplaceLinks;
  findElements: () => Locator;
}

/** Methods that may write; what reads needs no validator. */
const WRITES = new Set(['POST', 'PUT', 'PATCH']);
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
  let elements: Promise<() => Locator> | undefined;
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
    if (settings().guideOnly) requireGuide(request, route);
    return route.perform({
      request,
      ...target,
      endpoint: endpointOf(on.datastore.datastoreId),
      ...named,
      reach: access.reach(route, named.resourceType),
      access,
      versions,
      now,
      served: settings().guideOnly ? IN_THE_GUIDE : ALL_SERVED,
      performEntry(entry) {
        const matched = matchRoute(entry.method, entry.path);
        if (matched.route.right === undefined || matched.route.standsAlone)
          throw badRequest('An entry must be an interaction on a resource or a resource type.');
        return performOn(on, matched, entry);
      },
    });
  };

  const answer = async (incoming: IncomingMessage, caller: Caller): Promise<FhirAnswer> => {
    const url = readUrl(incoming.url ?? '/');
    if (!url) throw new FhirError(404, 'not-found', 'A FHIR endpoint is at /datastore/{id}/r4/.');
    const method = incoming.method ?? '';
    if (method === 'OPTIONS') return optionsAnswer(url, settings().guideOnly);
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
    const findElements = await (elements ??= elementsOpener());
    return finish(
      performOn({ datastore, access, errorsOf, parametersOf, replaceLinks, findElements }, match, request),
    );
  };

  return async (incoming, response, { caller, requestId }) => {
    response.setHeader('x-amzn-requestid', requestId);
    const send = async (given: FhirAnswer): Promise<void> => {
      const { headers, ...encoded } = await encodedAnswer(incoming.headers, given);
      const type = contentTypeFor({ header: (name) => headerOf(incoming, name) });
      sendAnswer(response, {
        ...encoded,
        headers: { ...(encoded.body.length > 0 && { 'content-type': type }), ...headers },
      });
    };
    try {
      await send(await answer(incoming, caller));
    } catch (error) {
      incoming.resume();
      if (!(error instanceof FhirError)) options.onTrouble(error);
      await send(outcomeAnswer(error instanceof FhirError ? error : faultOf(error)));
    }
  };
}

/** Whom a URL serves is told without a question who asks: browsers ask before they send a token. */
function optionsAnswer({ path }: FhirUrl, guideOnly: boolean): FhirAnswer {
  if (guideOnly) throw notInTheGuide('OPTIONS');
  return emptyAnswer(204, { allow: [...methodsOf(path), 'OPTIONS'].join(', ') });
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
