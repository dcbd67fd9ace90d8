import type { Item } from '../dynamodb/evaluate.ts';
import type { SimulatedStage } from '../stage.ts';

/** What the rows of the ledger say, for whoever has them all. */
export interface LedgerRows {
  imports: {
    importId: string;
    state: string;
    fileCount: number;
    /** When it was planned, epoch milliseconds. */
    createdAt: number;
  }[];
  /** Open drops. */
  drops: number;
  /** Only of a whole look: files, those that an import has, and batches that are listed as waiting. */
  files: number;
  taken: number;
  waiting: number;
}

/** @param whole look at the rows of files as well, of which there are many */
export function rowsOfLedger({ aws, ledgerTable }: SimulatedStage, whole = false): LedgerRows {
  const rows: LedgerRows = { imports: [], drops: 0, files: 0, taken: 0, waiting: 0 };
  for (const row of aws.tables.get(ledgerTable)?.all() ?? []) {
    // The rows of files are nearly all.
    if (isAbout(row, 'FILE#')) {
      rows.files += 1;
      if (row.includes(',"importId":{')) rows.taken += 1;
      continue;
    }
    if (!whole && (isAbout(row, 'BATCH#') || isAbout(row, 'WAITING#'))) continue;
    const item = JSON.parse(row) as Item;
    const pk = String(item.pk?.S);
    if (pk.startsWith('IMPORT#') && item.importId)
      rows.imports.push({
        importId: String(item.importId.S),
        state: String(item.state?.S),
        fileCount: Number(item.fileCount?.N),
        createdAt: Number(item.createdAt?.N),
      });
    else if (pk.startsWith('DROP#')) rows.drops += 1;
    else if (pk.startsWith('BATCH#')) rows.taken += ((item.taken?.NS ?? []) as string[]).length;
    else if (pk.startsWith('WAITING#')) rows.waiting += 1;
  }
  return rows;
}

/** The first attribute of nearly every row is its partition. */
const isAbout = (row: string, kind: string): boolean => row.startsWith(`{"pk":{"S":"${kind}`);
