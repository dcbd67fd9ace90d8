/** The file of the state folder that has what resources are searched by. */
export const INDEX_FILE = 'search.sqlite';

/** Leads from a resource to its dates and numbers: to ask them of few resources, and to sort by them. */
export const RANGES_BY_ROW = 'ranges_by_row';

/** An index of another form is made anew. */
export const INDEX_FORM = 2;

/**
 * The entries of the newest versions of all resources, by the row that each version has in the store (store/schema.ts). A table's key is its order:
 * what is looked for lies together, and what has one value lies in the order of the rows. `mark` is the row up to which all is in here.
 */
export const INDEX_SCHEMA = `
  CREATE TABLE IF NOT EXISTS state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version TEXT NOT NULL,
    mark INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS resources (
    type INTEGER NOT NULL,
    row INTEGER NOT NULL,
    id TEXT NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    PRIMARY KEY (type, row)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS texts (
    parameter INTEGER NOT NULL,
    value TEXT NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (parameter, value, row)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ranges (
    parameter INTEGER NOT NULL,
    low REAL NOT NULL,
    high REAL NOT NULL,
    unit TEXT NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (parameter, low, high, unit, row)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS ${RANGES_BY_ROW} ON ranges (parameter, row);
`;

/** More than there are resource types, and parameters of all types: what is of one data store lies together. */
const TYPES = 2 ** 8;
const PARAMETERS = 2 ** 16;

/** `resources.type` @param store FhirStore.storeNumber @param type the resource type's number */
export const typeKey = (store: number, type: number): number => store * TYPES + type;

/** `parameter` of the other tables. @param number SearchParameterRow.number */
export const parameterKey = (store: number, number: number): number => store * PARAMETERS + number;

/** The tables, with the column of their keys and how many keys a data store has of it. */
export const KEYED = [
  { table: 'resources', column: 'type', keys: TYPES },
  { table: 'texts', column: 'parameter', keys: PARAMETERS },
  { table: 'ranges', column: 'parameter', keys: PARAMETERS },
] as const;
