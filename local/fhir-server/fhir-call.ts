import type { Locator } from '../../fhir/index.ts';
import type { Datastore, FhirExports, ResourceVersions, SearchIndex } from '../healthlake/index.ts';
import type { Reach } from './authorization/check-scopes.ts';
import type { Access } from './authorization/iam-access.ts';
import type { ErrorsOf } from './resources/check-resource.ts';
import type { FhirAnswer } from './http/fhir-answer.ts';
import type { Served } from './capability-statement.ts';
import { notYet } from './http/fhir-error.ts';
import type { FhirRequest } from './http/fhir-request.ts';
import type { ReplaceLinks } from './open-links.ts';
import type { PageCursors } from './search/page-cursor.ts';
import type { ParametersOf } from './search/parameters.ts';
import type { TransactionQueue } from './transaction-queue.ts';

/** What an interaction answers: at once, after work that may pause at each `yield`, or, where it stands alone, later. */
export type Performed = FhirAnswer | Generator<Pause, FhirAnswer> | Promise<FhirAnswer>;

/** Others get their turn; where something has to come first, when it has. */
export type Pause = Promise<unknown> | undefined;

/** One interaction on a data store, routed and authorized. */
export interface FhirCall {
  request: FhirRequest;
  datastore: Datastore;
  /** The data store's address, with a slash at its end. */
  endpoint: string;
  /** Empty where the interaction's path has none. */
  resourceType: string;
  id: string;
  versionId: string;
  /** What the caller may reach of the resource type. */
  reach: Reach;
  /** What the caller may beside that. */
  access: Access;
  versions: ResourceVersions;
  exports: FhirExports;
  index: SearchIndex;
  cursors: PageCursors;
  transactions: Pick<TransactionQueue, 'submit' | 'find'>;
  /** What is wrong with a resource that is to be written. */
  errorsOf: ErrorsOf;
  parametersOf: ParametersOf;
  replaceLinks: ReplaceLinks;
  /** Opens what finds elements by FHIRPath. */
  findElements: () => Locator;
  /** Epoch milliseconds of the cloud's time. */
  now: () => number;
  /** What is served, for the CapabilityStatement. */
  served: Served;
  /** Whether pages of some other origins may call. */
  takesPages: boolean;
  /** The answer to what went wrong, also where that is no refusal. */
  answerOf: (error: unknown) => FhirAnswer;
  /** Routes and authorizes the request of a Bundle's entry. @throws FhirError */
  admitEntry: (request: FhirRequest) => void;
  /** Routes, authorizes and performs the request of a Bundle's entry. @throws FhirError */
  performEntry: (request: FhirRequest) => Performed;
}

export type Perform = (call: FhirCall) => Performed;

const isGenerator = (performed: Performed): performed is Generator<Pause, FhirAnswer> => 'next' in performed;

/** Finishes the work at once: for transactions, which no other request may interrupt. @throws FhirError 503 where it would have to wait */
export function finishNow(performed: Performed): FhirAnswer {
  if (performed instanceof Promise) throw new Error('What is answered later cannot be finished now.');
  if (!isGenerator(performed)) return performed;
  for (;;) {
    const step = performed.next();
    if (step.done === true) return step.value;
    if (step.value) throw notYet();
  }
}

/** Work within other work that may pause. */
export function* inTurn(performed: Performed): Generator<Pause, FhirAnswer> {
  return isGenerator(performed) ? yield* performed : finishNow(performed);
}

/** Finishes the work, and lets other requests run wherever it pauses. */
export async function finish(performed: Performed): Promise<FhirAnswer> {
  if (performed instanceof Promise) return performed;
  if (!isGenerator(performed)) return performed;
  for (;;) {
    const step = performed.next();
    if (step.done === true) return step.value;
    await (step.value ?? new Promise((resolve) => setImmediate(resolve)));
  }
}
