import type { CostLine, CostlyOption } from '../costs/index.ts';
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
  /** What the stage has that costs by itself and is in these lines; what could not be looked at. */
  options: { has: CostlyOption[]; notLookedAt: { what: string; why: string }[] };
  /** What a month costs in which nothing happens, one data store included. */
  aMonthAtRest: { usd: number; lines: CostLine[] };
}

/** What of a stage costs by itself, as whoever knows the stage has found it. */
export type OptionsOfStage = Costs['options'] & { alarms?: number };

/** Reads how many imports there were, and how many files they have. @param since epoch milliseconds */
export async function readCosts(
  deps: StatusDeps,
  since: number,
  { has, alarms, notLookedAt }: OptionsOfStage = { has: [], notLookedAt: [] },
): Promise<Costs> {
  const imports = (await openImports(deps.ledger))
    .filter(({ createdAt }) => createdAt >= since)
    .map(({ fileCount, bytes }) => ({ files: fileCount, bytes }));
  for await (const { createdAt, fileCount, bytes, state } of endedImports(deps.ledger)) {
    if (createdAt < since) break;
    // The files of one that was abandoned are in another.
    if (state !== 'ABANDONED') imports.push({ files: fileCount, bytes });
  }
  const lines = estimateImports(imports, has);
  const kept = estimateKept(imports, has);
  const atRest = estimateAtRest(has, alarms);
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
    options: { has, notLookedAt },
    aMonthAtRest: { usd: sumOf(atRest), lines: atRest },
  };
}
