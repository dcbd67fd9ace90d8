/**
 * Stops a deployment of a version that would misread the ledger which the stage has.
 * @param item the row of the ledger's format as DynamoDB has it, where there is one
 * @throws FixableError LedgerIsNewer
 */
export async function checkLedger(item: { formatVersion?: { N?: string } } | undefined): Promise<void> {
  // Loaded when there is something to look at: it brings the SDK along.
  const { checkFormat } = await import('../../../../lib/ledger/index.ts');
  checkFormat(item && { formatVersion: item.formatVersion?.N });
}
