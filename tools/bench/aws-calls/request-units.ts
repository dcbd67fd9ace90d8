/**
 * What DynamoDB charges for on demand (Developer Guide, "Read and write operations", "DynamoDB item sizes and formats", "Using Global
 * Secondary Indexes": "Provisioned throughput considerations"). Rows are as the document client has them.
 */
type Row = Readonly<Record<string, unknown>>;

const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

/** Bytes of a row: names and values. Numbers take a byte for two digits and one more, a list or a map three and one for each member. */
export const rowBytes = (row: Row): number =>
  Object.entries(row).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

function valueBytes(value: unknown): number {
  if (value === undefined) return 0;
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).replaceAll(/\D/g, '').length / 2) + 1;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof Set) return [...value].reduce<number>((sum, member) => sum + valueBytes(member), 0);
  if (Array.isArray(value)) return value.reduce<number>((sum, member) => sum + 1 + valueBytes(member), 3);
  return Object.entries(value as Row).reduce(
    (sum, [name, member]) => sum + 1 + Buffer.byteLength(name) + valueBytes(member),
    3,
  );
}

const unitsFor = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/** The keys of the one index of the ledger, which projects all (infrastructure/tables.yml). */
const INDEX_KEYS = ['openPk', 'openSk'] as const;

const inIndex = (row: Row | undefined): row is Row =>
  row !== undefined && INDEX_KEYS.every((name) => row[name] !== undefined);

/** A row as its size and its place in the index decide what a write of it costs. */
export interface SizedRow {
  bytes: number;
  /** Where it stands in the index; undefined where it stands in none. */
  indexPlace: string | undefined;
}

const sized = (row: Row | undefined): SizedRow | undefined =>
  row && {
    bytes: rowBytes(row),
    indexPlace: inIndex(row) ? JSON.stringify(INDEX_KEYS.map((name) => row[name])) : undefined,
  };

/**
 * Write request units of one write: of the table, and of its index. A write that is refused by its condition costs what it would have.
 * @param before the row before it, none where it was not there
 * @param after the row after it, none where it is deleted
 */
export const writeUnits = (before: Row | undefined, after: Row | undefined): number =>
  writeUnitsOf(sized(before), sized(after), () => JSON.stringify(before) === JSON.stringify(after));

/** The same of rows whose sizes are known. @param isSame whether nothing of the row has changed */
export function writeUnitsOf(
  before: SizedRow | undefined,
  after: SizedRow | undefined,
  isSame: () => boolean,
): number {
  const ofTable = unitsFor(Math.max(before?.bytes ?? 0, after?.bytes ?? 0));
  const was = before?.indexPlace;
  const is = after?.indexPlace;
  if (was === undefined) return is === undefined ? ofTable : ofTable + unitsFor(after?.bytes ?? 0);
  if (is === undefined) return ofTable + unitsFor(before?.bytes ?? 0);
  if (isSame()) return ofTable;
  const larger = unitsFor(Math.max(before?.bytes ?? 0, after?.bytes ?? 0));
  return ofTable + (was === is ? larger : unitsFor(before?.bytes ?? 0) + unitsFor(after?.bytes ?? 0));
}

/**
 * Read request units of one answer.
 * @param isConsistent whether it was a strongly consistent read: twice the price of an eventually consistent one
 */
export const readUnits = (rows: readonly Row[], isConsistent: boolean): number =>
  Math.max(1, Math.ceil(rows.reduce((sum, row) => sum + rowBytes(row), 0) / READ_UNIT_BYTES)) *
  (isConsistent ? 1 : 0.5);

/** The same of a BatchGetItem, each of whose rows is rounded up by itself. */
export const batchReadUnits = (asked: number, rows: readonly Row[], isConsistent: boolean): number =>
  rows.reduce((sum, row) => sum + readUnits([row], isConsistent), 0) +
  (asked - rows.length) * (isConsistent ? 1 : 0.5);
