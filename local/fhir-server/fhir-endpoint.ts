import type { IncomingMessage } from 'node:http';
import type { Authorize, Caller, Clock, Service } from '../ground/index.ts';
import type { DataStores, Datastore, HealthLake, MayAssumeRole } from '../healthlake/index.ts';
import { DISK_FULL, isBusy, isDiskFull } from '../ground/index.ts';
import { resourceVersions } from '../healthlake/index.ts';
import { credentialOf } from '../http/index.ts';
import { contentTypeFor, requireFormat } from './http/accepted-format.ts';
import { encodedAnswer } from './http/content-encoding.ts';
import { signedAccess } from './authorization/iam-access.ts';
import type { InvokeFunction } from './authorization/ask-identity-provider.ts';
import { unauthorized } from './authorization/auth-payload.ts';
import { bearerAccess, grantedAccess } from './authorization/bearer-access.ts';
import { bearerTokenOf } from './http/bearer-token.ts';
import type { FhirAnswer } from './http/fhir-answer.ts';
import { emptyAnswer, outcomeAnswer, sendAnswer } from './http/fhir-answer.ts';
import type { Performed } from './fhir-call.ts';
import { finish } from './fhir-call.ts';
import { FhirError, notInTheGuide, othersWrite } from './http/fhir-error.ts';
import { headerOf, queuedRequest, readRequest } from './http/fhir-request.ts';
import { performTransaction } from './interactions/process-bundle.ts';
import type { SmartMetadata } from './interactions/smart-configuration.ts';
import { smartConfiguration } from './interactions/smart-configuration.ts';
import { matchRoute, methodsOf } from './match-route.ts';
import type { FhirUrl } from './http/request-url.ts';
import { readUrl } from './http/request-url.ts';
import { servedToPages } from './http/served-to-pages.ts';
import { createPerformer } from './performer.ts';
import { whenIndexed } from './search/when-indexed.ts';
import type { AskedTransaction, TransactionQueue } from './transaction-queue.ts';
import { createTransactionQueue } from './transaction-queue.ts';
import { isPlainWrite, writesTogether } from './writes-together.ts';

/** The endpoint as a service, and what it does by itself: transactions that wait. */
export type FhirEndpoint = Service &
  Pick<TransactionQueue, 'start' | 'stop'> & {
    /** The service as pages of other origins may call it, where they may at all. */
    forPages: (service: Service) => Service;
  };

export interface FhirEndpointOptions {
  /** The HealthLake whose data stores are served. */
  healthLake: Pick<HealthLake, 'store' | 'searchIndex' | 'dataStores' | 'exports' | 'pageSeal'>;
  clock: Pick<Clock, 'now'>;
  authorize: Authorize;
  /** Decides by trust policies; every role may be assumed unless given. */
  mayAssumeRole?: MayAssumeRole;
  /** Invokes identity providers, in the name of the data store. */
  invokeFunction: InvokeFunction;
  /** Starts an identity provider before it is asked; where it is not given, its start counts as its time. */
  warmFunction?: (functionArn: string) => Promise<void>;
  /** What `.well-known/smart-configuration` has of a data store's metadata; all of it as it is unless given. */
  smartMetadata?: SmartMetadata;
  /** Whether pages of some other origins may call, for the CapabilityStatement. */
  takesPages?: boolean;
  /** Takes an unexpected error; the caller gets an OperationOutcome without its text. */
  onTrouble: (error: unknown) => void;
}

/** Methods that may write; what reads needs no validator. */
const WRITES = new Set(['POST', 'PUT', 'PATCH']);
/** The FHIR REST API of all data stores: `/datastore/{id}/r4/...` (Developer Guide, "Managing FHIR resources"). */
export function createFhirEndpoint(options: FhirEndpointOptions): FhirEndpoint {
  const { store, dataStores } = options.healthLake;
  const { endpointOf, settings } = dataStores;
  const now = (): number => options.clock.now();
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
  const outcomeOf = (error: unknown): FhirAnswer => {
    if (error instanceof FhirError) return outcomeAnswer(error);
    if (isBusy(error)) return outcomeAnswer(othersWrite());
    options.onTrouble(error);
    return outcomeAnswer(faultOf(error));
  };

  const transactions = createTransactionQueue({
    store,
    now,
    activeDatastore: (datastoreId) => activeDatastore(dataStores, datastoreId),
    async prepare(datastore, { asked, body }) {
      const { grant, headers } = asked as AskedTransaction;
      const at = { datastore, endpoint: endpointOf(datastore.datastoreId) };
      const access =
        grant.kind === 'signed'
          ? signedAccess(options.authorize, grant.caller, datastore.arn)
          : grantedAccess({ ...bearerOptions, parametersOf: await performer.openParameters() }, at, grant);
      const target = await performer.targetOf(datastore, access, true);
      // Its searches cannot wait.
      for (const pause of whenIndexed(target.index, now, Infinity)) await pause;
      const request = queuedRequest(headers, Buffer.from(body));
      return () => performTransaction(performer.callOf(target, matchRoute('POST', []), request));
    },
    answerOf: outcomeOf,
    onTrouble: options.onTrouble,
  });
  // The body of a request may have come to its end behind the data store's.
  const versions = resourceVersions(store, (datastoreId) => {
    activeDatastore(dataStores, datastoreId);
  });
  const together = writesTogether(versions.atomically);
  const { takesPages = false } = options;
  const performer = createPerformer({
    healthLake: options.healthLake,
    versions,
    transactions,
    takesPages,
    answerOf: outcomeOf,
    now,
  });

  const answer = async (incoming: IncomingMessage, caller: Caller): Promise<FhirAnswer> => {
    const url = readUrl(incoming.url ?? '/');
    if (!url) throw new FhirError(404, 'not-found', 'A FHIR endpoint is at /datastore/{id}/r4/.');
    const method = incoming.method ?? '';
    if (method === 'OPTIONS') return optionsAnswer(url, settings().guideOnly);
    if ((method === 'GET' || method === 'HEAD') && url.path.join('/') === '.well-known/smart-configuration')
      return smartConfiguration(
        activeDatastore(dataStores, url.datastoreId),
        options.smartMetadata ?? asGiven,
      );
    const token = bearerTokenOf(incoming);
    if (token === undefined && !credentialOf(incoming))
      throw unauthorized('The request needs a bearer token or an AWS signature in Authorization.');
    const datastore = activeDatastore(dataStores, url.datastoreId);
    const match = matchRoute(method, url.path);
    const endpoint = endpointOf(datastore.datastoreId);
    const { action } = match.route;
    const parametersOf = await performer.openParameters();
    const access =
      token === undefined
        ? signedAccess(options.authorize, caller, datastore.arn)
        : await bearerAccess({ ...bearerOptions, parametersOf }, { datastore, endpoint, action }, token);
    const request = await readRequest(incoming, url);
    if (match.route.format === undefined) requireFormat(request);
    const target = await performer.targetOf(datastore, access, WRITES.has(method));
    const perform = (): Performed => performer.perform(target, match, request);
    return finish(isPlainWrite(request) ? await together(perform, request.body.length) : perform());
  };

  const service: Service = async (incoming, response, { caller, requestId }) => {
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
      // A client that goes away in the middle of its request is no fault, and nobody is there to be told.
      if (error === incoming.errored) return;
      incoming.resume();
      await send(outcomeOf(error));
    }
  };
  return Object.assign(service, {
    start: transactions.start,
    stop: transactions.stop,
    forPages: (inner: Service) => servedToPages(inner, () => settings().guideOnly),
  });
}

const asGiven: SmartMetadata = (metadata) => metadata;

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

/** @throws FhirError 404 */
function activeDatastore(dataStores: DataStores, datastoreId: string): Datastore {
  const datastore = dataStores.find(datastoreId);
  if (datastore?.status !== 'ACTIVE')
    throw new FhirError(404, 'not-found', 'There is no ACTIVE data store of this id.');
  return datastore;
}
