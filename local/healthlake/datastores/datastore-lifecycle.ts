import type { DatabaseSync } from 'node:sqlite';
import type { ErrorCause } from '@aws-sdk/client-healthlake';
import type { Clock } from '../../ground/index.ts';
import { ACCOUNT_ID, transaction } from '../../ground/index.ts';
import type { Identified } from '../../../fhir/index.ts';
import { typeNumber } from '../../../fhir/index.ts';
import type { FhirStore } from '../store/store.ts';
import type { Datastore, Datastores } from './datastores.ts';
import type { Emit } from '../events.ts';
import { datastoreEvent } from '../events.ts';
import type { HealthLakeSettings } from '../healthlake-settings.ts';
import type { Tags } from './tags.ts';

export interface DatastoreLifecycleOptions {
  database: DatabaseSync;
  clock: Clock;
  datastores: Datastores;
  tags: Tags;
  store: FhirStore;
  settings: () => HealthLakeSettings;
  emit: Emit;
  endpointOf: (datastoreId: string) => string;
  /** Whether a Lambda function of the local account exists. */
  functionExists: (arn: string) => boolean;
  /** The lines of the population that a SYNTHEA preload loads. */
  samplePopulation: (() => Iterable<string>) | undefined;
}

/** What a new data store is made of. */
export type NewDatastore = Pick<
  Datastore,
  'datastoreId' | 'name' | 'setup' | 'clientToken' | 'requestHash'
> & {
  tags: readonly { Key: string; Value: string }[];
};

/** Takes data stores from CREATING to ACTIVE or CREATE_FAILED, and from DELETING to DELETED. */
export interface DatastoreLifecycle {
  create(datastore: NewDatastore): Datastore;
  delete(datastore: Datastore): Datastore;
  /** Takes up what the database says is under way. */
  start(): void;
}

export function createDatastoreLifecycle(options: DatastoreLifecycleOptions): DatastoreLifecycle {
  const { clock, datastores, settings } = options;

  const save = (datastore: Datastore): Datastore => {
    datastores.save(datastore);
    const endpoint = options.endpointOf(datastore.datastoreId);
    options.emit(datastoreEvent(datastore, endpoint, Math.round(clock.now())));
    return datastore;
  };

  /** Others are served between the pieces. */
  const removeRest = (): void => {
    setImmediate(() => {
      clock.attempt(() => {
        if (options.store.removeMore()) removeRest();
      });
    });
  };

  const due = (datastoreId: string): void => {
    const datastore = datastores.find(datastoreId);
    if (datastore?.status === 'CREATING') activate(datastore);
    if (datastore?.status === 'DELETING') {
      options.store.removeStore(datastoreId);
      removeRest();
      transaction(options.database, () => {
        options.tags.remove(
          datastore.arn,
          options.tags.of(datastore.arn).map(({ Key = '' }) => Key),
        );
        save({ ...datastore, status: 'DELETED', dueAt: undefined });
      });
    }
  };

  const activate = (datastore: Datastore): void => {
    const errorCause = creationError(datastore, options);
    if (!errorCause && datastore.setup.PreloadDataConfig) preload(datastore, options);
    const status = errorCause ? 'CREATE_FAILED' : 'ACTIVE';
    transaction(options.database, () => save({ ...datastore, status, errorCause, dueAt: undefined }));
  };

  const watch = ({ datastoreId, dueAt }: Datastore): void => {
    if (dueAt !== undefined)
      clock.at(dueAt, () => {
        due(datastoreId);
      });
  };

  return {
    create: ({ tags, ...fields }) => {
      const now = Math.round(clock.now());
      const datastore = transaction(options.database, () => {
        const added = datastores.add({
          ...fields,
          status: 'CREATING',
          createdAt: now,
          dueAt: now + settings().creatingMs,
          errorCause: undefined,
        });
        options.tags.set(added.arn, tags);
        return save(added);
      });
      watch(datastore);
      return datastore;
    },
    delete(datastore) {
      const dueAt = Math.round(clock.now()) + settings().deletingMs;
      const deleting = transaction(options.database, () =>
        save({ ...datastore, status: 'DELETING', dueAt, errorCause: undefined }),
      );
      watch(deleting);
      return deleting;
    },
    start() {
      for (const datastore of datastores.all()) {
        watch(datastore);
        // What an earlier version wrote into it behind its end.
        if (datastore.status === 'DELETED') options.store.removeStore(datastore.datastoreId);
      }
      removeRest();
    },
  };
}

/** Why a data store cannot be created; found out while it is CREATING, as on AWS. */
function creationError(
  { setup }: Datastore,
  { settings, functionExists }: DatastoreLifecycleOptions,
): ErrorCause | undefined {
  const key = setup.SseConfiguration?.KmsEncryptionConfig?.KmsKeyId;
  const lambda = setup.IdentityProviderConfiguration?.IdpLambdaArn;
  if (key !== undefined && settings().unusableKeys.includes(key))
    return permanent(`The KMS key ${key} cannot be used`);
  if (lambda !== undefined && isOfThisAccount(lambda) && !functionExists(lambda))
    return permanent(`The identity provider function ${lambda} does not exist`);
  return undefined;
}

const permanent = (ErrorMessage: string): ErrorCause => ({
  ErrorMessage,
  ErrorCategory: 'NON_RETRYABLE_ERROR',
});

/** What other accounts have is not known here: their functions count as there. */
const isOfThisAccount = (lambdaArn: string): boolean => lambdaArn.split(':')[4] === ACCOUNT_ID;

function preload(
  { datastoreId }: Datastore,
  { store, clock, samplePopulation }: DatastoreLifecycleOptions,
): void {
  // All of it is one commit: a process that was killed behind it has loaded all.
  if (store.existing(datastoreId) > 0) return;
  store.atomically(() => {
    const number = store.storeNumber(datastoreId);
    for (const line of samplePopulation?.() ?? []) {
      const { resourceType, id } = JSON.parse(line) as Identified;
      const type = typeNumber(resourceType);
      if (type !== undefined)
        store.upsert(number, type, id, Buffer.from(line, 'utf8'), Math.round(clock.now()));
    }
  });
}
