import type { Locator } from '../../fhir/index.ts';
import type { Datastore, HealthLake, ResourceVersions, SearchIndex } from '../healthlake/index.ts';
import type { Access } from './authorization/iam-access.ts';
import { requireGuide } from './beyond-the-guide.ts';
import type { FhirCall, Performed } from './fhir-call.ts';
import { badRequest } from './http/fhir-error.ts';
import type { FhirAnswer } from './http/fhir-answer.ts';
import type { FhirRequest } from './http/fhir-request.ts';
import type { Match } from './match-route.ts';
import { matchRoute } from './match-route.ts';
import type { ReplaceLinks } from './open-links.ts';
import type { Route } from './route.ts';
import { elementsOpener, linksOpener } from './open-links.ts';
import { parametersOpener } from './open-parameters.ts';
import type { ErrorsOf } from './resources/check-resource.ts';
import { resourceErrors } from './resources/resource-errors.ts';
import { pageCursors } from './search/page-cursor.ts';
import type { ParametersOf } from './search/parameters.ts';
import { ALL_SERVED, IN_THE_GUIDE } from './served.ts';
import type { TransactionQueue } from './transaction-queue.ts';

/** What a request is performed on. */
export interface Target {
  datastore: Datastore;
  access: Access;
  errorsOf: ErrorsOf;
  parametersOf: ParametersOf;
  replaceLinks: ReplaceLinks;
  findElements: () => Locator;
  index: SearchIndex;
}

/** Performs requests that are routed, for who has been let in. */
export interface Performer {
  openParameters: () => Promise<ParametersOf>;
  /** @param writes whether the validator is opened: what reads needs none */
  targetOf: (datastore: Datastore, access: Access, writes: boolean) => Promise<Target>;
  /** @throws FhirError 403, or 501 for what is beyond the guide where that is kept to */
  callOf: (on: Target, match: Match, request: FhirRequest) => FhirCall;
  perform: (on: Target, match: Match, request: FhirRequest) => Performed;
}

export interface PerformerOptions {
  healthLake: Pick<HealthLake, 'dataStores' | 'searchIndex' | 'exports' | 'pageSeal'>;
  versions: ResourceVersions;
  transactions: Pick<TransactionQueue, 'submit' | 'find'>;
  /** Whether pages of some other origins may call, where the guide is not kept to. */
  takesPages: boolean;
  /** The answer to what went wrong, also where that is no refusal. */
  answerOf: (error: unknown) => FhirAnswer;
  now: () => number;
}

const noValidator: ErrorsOf = () => {
  throw new Error('No validator was opened for this method.');
};

export function createPerformer({ healthLake, takesPages, ...parts }: PerformerOptions): Performer {
  const { exports } = healthLake;
  const cursors = pageCursors(healthLake.pageSeal);
  const { endpointOf, settings } = healthLake.dataStores;
  const openValidator = resourceErrors(settings);
  const openParameters = parametersOpener();
  const openLinks = linksOpener();
  let elements: Promise<() => Locator> | undefined;

  const callOf: Performer['callOf'] = (on, { route, ...named }, request) => {
    if (settings().guideOnly) requireGuide(request, route);
    requireKnown(request, route);
    return {
      ...parts,
      exports,
      cursors,
      ...on,
      ...named,
      request,
      endpoint: endpointOf(on.datastore.datastoreId),
      reach: on.access.reach(route, route.scopeType ?? named.resourceType),
      served: settings().guideOnly ? IN_THE_GUIDE : ALL_SERVED,
      takesPages: takesPages && !settings().guideOnly,
      admitEntry: (entry) => {
        callOf(on, matchEntry(entry), entry);
      },
      performEntry: (entry) => perform(on, matchEntry(entry), entry),
    };
  };
  const perform: Performer['perform'] = (on, match, request) =>
    match.route.perform(callOf(on, match, request));

  return {
    openParameters,
    callOf,
    perform,
    targetOf: async (datastore, access, writes) => ({
      datastore,
      access,
      errorsOf: writes ? await openValidator() : noValidator,
      parametersOf: await openParameters(),
      replaceLinks: await openLinks(),
      findElements: await (elements ??= elementsOpener()),
      index: await healthLake.searchIndex(),
    }),
  };
}

/** A parameter that nothing reads is refused: its sender means something by it. @throws FhirError 400 */
function requireKnown({ query }: FhirRequest, { parameters, interaction }: Route): void {
  const isKnown = (name: string): boolean => name === '_format' || parameters?.includes(name) !== false;
  if (![...query.keys()].every(isKnown))
    throw badRequest(`The URL has a parameter that ${interaction} does not have.`);
}

function matchEntry({ method, path }: FhirRequest): Match {
  const matched = matchRoute(method, path);
  if (matched.route.right === undefined || matched.route.standsAlone === true)
    throw badRequest('An entry must be an interaction on a resource or a resource type.');
  return matched;
}
