import { isBusy, withoutWaiting } from '../ground/index.ts';
import type { Datastore, FhirStore, QueuedTransaction } from '../healthlake/index.ts';
import { queuedTransactions } from '../healthlake/index.ts';
import type { Grant } from './authorization/iam-access.ts';
import type { FhirAnswer } from './http/fhir-answer.ts';
import { FhirError } from './http/fhir-error.ts';

/** Developer Guide, "Asynchronous bundle transactions": as many of a data store may wait, and so long an answer can be had. */
const MOST_WAITING = 500;
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/** What a transaction is asked with, beside its Bundle. */
export interface AskedTransaction {
  grant: Grant;
  /** The headers that its entries share. */
  headers: Readonly<Record<string, string>>;
}

/** Transactions that are done behind the answer to their request, one after the other, over restarts too. */
export interface TransactionQueue {
  /** @throws FhirError 429 where too many wait, 404 for a data store that is not active any more */
  submit: (datastoreId: string, asked: AskedTransaction, body: Buffer) => string;
  find: (datastoreId: string, transactionId: string) => QueuedTransaction | undefined;
  /** Takes up what waits. */
  start: () => void;
  stop: () => Promise<void>;
}

export interface TransactionQueueOptions {
  store: FhirStore;
  now: () => number;
  /** @throws FhirError 404 for a data store that is not active */
  activeDatastore: (datastoreId: string) => Datastore;
  /** Opens what performing takes; what it gives back does all of a transaction at once, or throws. */
  prepare: (datastore: Datastore, queued: QueuedTransaction) => Promise<() => FhirAnswer>;
  /** The refusal that an error is answered with. */
  answerOf: (error: unknown) => FhirAnswer;
  /** Takes why the queue rests for a while. */
  onTrouble: (error: unknown) => void;
}

/** How long the queue rests where it cannot be written down what becomes of a transaction, real milliseconds. */
const REST_MS = 500;

export function createTransactionQueue(options: TransactionQueueOptions): TransactionQueue {
  const { store, now, activeDatastore, prepare, answerOf, onTrouble } = options;
  const queued = queuedTransactions(store);
  let stopped = true;
  let running: Promise<void> | undefined;
  let rest: NodeJS.Timeout | undefined;

  const perform = async (transaction: QueuedTransaction): Promise<void> => {
    const { transactionId, datastoreId } = transaction;
    // Whoever asks for something else is answered while it waits for others who write.
    withoutWaiting(store.database, () => {
      queued.begin(transactionId);
    });
    try {
      const work = await prepare(activeDatastore(datastoreId), transaction);
      /*
       * What the transaction writes and its answer are one commit: a process that is killed has done both, or neither and does it
       * again at its next start.
       */
      store.atomically(() => {
        const { status, body } = work();
        // A reset has emptied the data store meanwhile.
        if (!queued.end(transactionId, { status, body }, now()))
          throw new FhirError(404, 'not-found', 'The transaction went with what its data store held.');
      });
    } catch (error) {
      // Its turn comes again.
      if (isBusy(error)) throw error;
      const { status, body } = answerOf(error);
      queued.end(transactionId, { status, body }, now());
    }
  };

  const run = async (): Promise<void> => {
    // Behind the answer to the request that brought it.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const next = stopped ? undefined : queued.next();
      if (!next) return;
      await perform(next);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const wake = (): void => {
    running ??= run()
      // On a full disk, and while others write, it stays what it was, and its turn comes again.
      .catch((error: unknown) => {
        if (!isBusy(error)) onTrouble(error);
        rest = setTimeout(goOn, REST_MS).unref();
      })
      .finally(() => {
        running = undefined;
        if (!stopped && !rest && queued.next()) wake();
      });
  };

  const goOn = (): void => {
    clearTimeout(rest);
    rest = undefined;
    if (!stopped) wake();
  };

  const forgetOld = (): void => {
    queued.forgetEndedBefore(now() - KEPT_MS);
  };

  return {
    submit(datastoreId, asked, body) {
      activeDatastore(datastoreId);
      forgetOld();
      if (queued.waiting(datastoreId) >= MOST_WAITING)
        throw new FhirError(
          429,
          'throttled',
          `ThrottlingException: ${MOST_WAITING} transactions of the data store are waiting.`,
        );
      const transactionId = queued.add(datastoreId, asked, body);
      if (!stopped && !rest) wake();
      return transactionId;
    },
    find(datastoreId, transactionId) {
      forgetOld();
      return queued.find(datastoreId, transactionId);
    },
    start() {
      stopped = false;
      goOn();
    },
    async stop() {
      stopped = true;
      await running;
      clearTimeout(rest);
    },
  };
}
