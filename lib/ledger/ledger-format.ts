import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { FixableError } from '../../errors/index.ts';
import type { Ledger } from './ledger.ts';
import { written } from './ledger.ts';

/**
 * Which forms of rows this version of Inlet writes and understands. It goes up by one where rows come that an earlier version would
 * misread or pass over; a member that an earlier version need not know leaves it as it is.
 * 1: every file that waits stands in the index of open work. 2: files that come together wait in batches (docs/architecture.md).
 */
export const LEDGER_FORMAT = 2;

/** Whether files may wait in batches in a ledger of this format. In an older one a start-imports may be at work that does not see them. */
export const hasBatches = (format: number): boolean => format >= 2;

/**
 * The row that says which format whoever works on the ledger must understand, and up to which rows may be written. A ledger without it
 * has format 1.
 */
export const FORMAT_KEY = { pk: 'LEDGER', sk: 'FORMAT' } as const;

interface FormatRow {
  formatVersion?: unknown;
}

/**
 * Refuses a ledger in which a later version has written.
 * @param row the row of {@link FORMAT_KEY}, where there is one
 * @throws FixableError LedgerIsNewer
 */
export function checkFormat(row: FormatRow | undefined): void {
  const format = formatOf(row);
  if (format > LEDGER_FORMAT)
    throw new FixableError(
      'LedgerIsNewer',
      `The ledger has format ${format}, and this version of Inlet understands formats up to ${LEDGER_FORMAT}: a later version has worked on it. ` +
        'Deploy that version again, or a later one. Nothing was read or changed by this one.',
      { actual: format, expected: LEDGER_FORMAT },
    );
}

const formatOf = (row: FormatRow | undefined): number => Number(row?.formatVersion ?? 1);

/**
 * The ledger's format, by one consistent read.
 * @throws FixableError LedgerIsNewer
 */
export async function knownFormat({ client, tableName: TableName }: Ledger): Promise<number> {
  const { Item } = await client.send(new GetCommand({ TableName, Key: FORMAT_KEY, ConsistentRead: true }));
  checkFormat(Item);
  return formatOf(Item);
}

/**
 * Says in the ledger that rows of this version's format are read from now on, for the function whose earlier version would misread them:
 * the others write none before. One read, and one write where the ledger has an older format.
 * @throws FixableError LedgerIsNewer
 */
export async function raiseFormat({ client, tableName: TableName }: Ledger): Promise<number> {
  if ((await knownFormat({ client, tableName: TableName })) === LEDGER_FORMAT) return LEDGER_FORMAT;
  const isRaised = await written(
    client.send(
      new UpdateCommand({
        TableName,
        Key: FORMAT_KEY,
        UpdateExpression: 'SET formatVersion = :format',
        ConditionExpression: 'attribute_not_exists(formatVersion) OR formatVersion < :format',
        ExpressionAttributeValues: { ':format': LEDGER_FORMAT },
      }),
    ),
  );
  // Somebody else has raised it, perhaps beyond this version.
  return isRaised ? LEDGER_FORMAT : raiseFormat({ client, tableName: TableName });
}
