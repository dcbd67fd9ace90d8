import type { DatabaseSync } from 'node:sqlite';
import type {
  DatastoreStatus,
  ErrorCause,
  IdentityProviderConfiguration,
  PreloadDataConfig,
  SseConfiguration,
} from '@aws-sdk/client-healthlake';
import { datastoreArn } from '../../../lib/healthlake/index.ts';
import { ACCOUNT_ID, REGION, boundLimit } from '../../ground/index.ts';
import type { PageStart } from '../protocol/paging.ts';

/** What a data store is created with and keeps for life. */
export interface DatastoreSetup {
  SseConfiguration?: SseConfiguration;
  PreloadDataConfig?: PreloadDataConfig;
  IdentityProviderConfiguration?: IdentityProviderConfiguration;
}

/** A data store as the database has it. Times are epoch milliseconds. */
export interface Datastore {
  /** Its place in the order of creation. */
  number: number;
  datastoreId: string;
  arn: string;
  name: string | undefined;
  status: DatastoreStatus;
  createdAt: number;
  /** When CREATING or DELETING ends. */
  dueAt: number | undefined;
  setup: DatastoreSetup;
  errorCause: ErrorCause | undefined;
  clientToken: string | undefined;
  requestHash: string | undefined;
}

export interface DatastoreFilter {
  name?: string | undefined;
  status?: string | undefined;
  createdBefore?: number | undefined;
  createdAfter?: number | undefined;
}

/** The columns that change in a data store's life, as the statements name them: name to error_cause. */
const changingColumns = (
  datastore: Pick<Datastore, 'name' | 'status' | 'createdAt' | 'dueAt' | 'setup' | 'errorCause'>,
) =>
  [
    datastore.name ?? null,
    datastore.status,
    datastore.createdAt,
    datastore.dueAt ?? null,
    JSON.stringify(datastore.setup),
    datastore.errorCause ? JSON.stringify(datastore.errorCause) : null,
  ] as const;

/** The table of data stores; deleted ones stay in it and stay describable. */
export interface Datastores {
  add(datastore: Omit<Datastore, 'number' | 'arn'>): Datastore;
  find(datastoreId: string): Datastore | undefined;
  findByToken(clientToken: string): Datastore | undefined;
  save(datastore: Datastore): void;
  /** The newest first, from behind `start` on. */
  page(filter: DatastoreFilter, start: PageStart, limit: number): Datastore[];
  all(): Datastore[];
  clear(): void;
}

interface Row {
  number: number;
  datastore_id: string;
  name: string | null;
  status: DatastoreStatus;
  created_at: number;
  due_at: number | null;
  setup: string;
  error_cause: string | null;
  client_token: string | null;
  request_hash: string | null;
}

export function openDatastores(database: DatabaseSync): Datastores {
  database.exec(`
    CREATE TABLE IF NOT EXISTS healthlake_datastores (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      datastore_id TEXT NOT NULL UNIQUE,
      name TEXT,
      status TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      due_at INTEGER,
      setup TEXT NOT NULL,
      error_cause TEXT,
      client_token TEXT,
      request_hash TEXT
    ) STRICT;`);
  const add = database.prepare(
    `INSERT INTO healthlake_datastores
       (datastore_id, name, status, created_at, due_at, setup, error_cause, client_token, request_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const find = database.prepare('SELECT * FROM healthlake_datastores WHERE datastore_id = ?');
  const findByToken = database.prepare(
    'SELECT * FROM healthlake_datastores WHERE client_token = ? ORDER BY number DESC',
  );
  const save = database.prepare(
    `UPDATE healthlake_datastores SET name = ?, status = ?, created_at = ?, due_at = ?, setup = ?, error_cause = ?
     WHERE number = ?`,
  );
  const page = database.prepare(
    `SELECT * FROM healthlake_datastores
     WHERE number < $before AND created_at <= $notAfter
       AND ($name IS NULL OR name = $name) AND ($status IS NULL OR status = $status)
       AND ($createdBefore IS NULL OR created_at < $createdBefore)
       AND ($createdAfter IS NULL OR created_at > $createdAfter)
     ORDER BY number DESC ${boundLimit('$limit')}`,
  );
  const all = database.prepare('SELECT * FROM healthlake_datastores ORDER BY number');

  const one = (row: unknown): Datastore | undefined => (row ? datastoreOf(row as Row) : undefined);

  return {
    add: (datastore) =>
      datastoreOf(
        add.get(
          datastore.datastoreId,
          ...changingColumns(datastore),
          datastore.clientToken ?? null,
          datastore.requestHash ?? null,
        ) as unknown as Row,
      ),
    find: (datastoreId) => one(find.get(datastoreId)),
    findByToken: (clientToken) => one(findByToken.get(clientToken)),
    save(datastore) {
      save.run(...changingColumns(datastore), datastore.number);
    },
    page: ({ name, status, createdBefore, createdAfter }, { before, notAfter }, limit) =>
      page
        .all({
          before,
          notAfter,
          name: name ?? null,
          status: status ?? null,
          createdBefore: createdBefore ?? null,
          createdAfter: createdAfter ?? null,
          limit,
        })
        .map((row) => datastoreOf(row as unknown as Row)),
    all: () => all.all().map((row) => datastoreOf(row as unknown as Row)),
    clear() {
      database.exec('DELETE FROM healthlake_datastores');
    },
  };
}

const datastoreOf = (row: Row): Datastore => ({
  number: row.number,
  datastoreId: row.datastore_id,
  arn: datastoreArn({
    partition: 'aws',
    region: REGION,
    accountId: ACCOUNT_ID,
    datastoreId: row.datastore_id,
  }),
  name: row.name ?? undefined,
  status: row.status,
  createdAt: row.created_at,
  dueAt: row.due_at ?? undefined,
  setup: JSON.parse(row.setup) as DatastoreSetup,
  errorCause: row.error_cause === null ? undefined : (JSON.parse(row.error_cause) as ErrorCause),
  clientToken: row.client_token ?? undefined,
  requestHash: row.request_hash ?? undefined,
});
