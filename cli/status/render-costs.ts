import type { CostLine } from '../../lib/costs/index.ts';
import { PRICES } from '../../lib/costs/index.ts';
import type { Costs } from '../../lib/status/index.ts';
import { countOf } from '../terminal/index.ts';

const usd = (value: number): string => `$${value < 0.01 ? value.toPrecision(2) : value.toFixed(2)}`;

/** What a stage costs, for people: each thing with its amount, and whether that was counted or is a guess. */
export function renderCosts({ since, prices, imports, aMonthAtRest }: Costs): string[] {
  return [
    `${countOf(imports.count, 'import')} of ${countOf(imports.files, 'file')} since ${since}: about ${usd(imports.usd)}`,
    ...linesOf(imports.lines),
    `A month in which nothing happens, with one data store: about ${usd(aMonthAtRest.usd)}`,
    ...linesOf(aMonthAtRest.lines),
    `By prices of ${prices.region}, ${prices.date}, which docs/costs.md names with their sources. Imports and files are the ledger's; calls and units are what the bench counts for as many files; "estimated" is a guess.`,
  ];
}

const linesOf = (lines: readonly CostLine[]): string[] =>
  lines.map(
    ({ thing, amount, usd: price, basis }) =>
      `  ${usd(price)}  ${amount.toLocaleString('en-US', { maximumSignificantDigits: 4 })} ${PRICES[thing].unit} (${basis})`,
  );
