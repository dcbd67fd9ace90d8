import type { CostLine } from '../costs/index.ts';
import { estimateAtRest, estimateImports, estimateKept, PRICES_OF, sumOf } from '../costs/index.ts';
import { endedImports, openImports } from '../ledger/index.ts';
import type { StatusDeps } from './status-deps.ts';
import { isoTime } from './status-deps.ts';

/** `inlet status --costs --json`: what a stage's imports cost, by the ledger's counts and a dated table of prices. */
export interface Costs {
  kind: 'costs';
  schemaVersion: '1';
  stage: string;
  at: string;
  /** Imports that were planned at or after this. */
  since: string;
  /** The prices' Region and date. */
  prices: typeof PRICES_OF;
  imports: { count: number; files: number; bytes: number; usd: number; lines: CostLine[] };
  /** What it costs a month to keep what these imports have left. */
  kept: { usd: number; lines: CostLine[] };
  /** What a month costs in which nothing happens, one data store included. */
  aMonthAtRest: { usd: number; lines: CostLine[] };
}

/** Reads how many imports there were, and how many files they have. @param since epoch milliseconds */
export async function readCosts(deps: StatusDeps, since: number): Promise<Costs> {
  const imports = (await openImports(deps.ledger))
    .filter(({ createdAt }) => createdAt >= since)
    .map(({ fileCount, bytes }) => ({ files: fileCount, bytes }));
  for await (const { createdAt, fileCount, bytes, state } of endedImports(deps.ledger)) {
    if (createdAt < since) break;
    // The files of one that was abandoned are in another.
    if (state !== 'ABANDONED') imports.push({ files: fileCount, bytes });
  }
  const lines = estimateImports(imports);
  const kept = estimateKept(imports);
  const atRest = estimateAtRest();
  return {
    kind: 'costs',
    schemaVersion: '1',
    stage: deps.stage,
    at: isoTime(deps.now()),
    since: isoTime(since),
    prices: PRICES_OF,
    imports: {
      count: imports.length,
      files: imports.reduce((sum, { files }) => sum + files, 0),
      bytes: imports.reduce((sum, { bytes }) => sum + bytes, 0),
      usd: sumOf(lines),
      lines,
    },
    kept: { usd: sumOf(kept), lines: kept },
    aMonthAtRest: { usd: sumOf(atRest), lines: atRest },
  };
}
