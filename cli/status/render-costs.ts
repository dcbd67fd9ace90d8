import type { CostLine } from '../../lib/costs/index.ts';
import { OPTIONS, PRICES, unitOf } from '../../lib/costs/index.ts';
import type { Costs } from '../../lib/status/index.ts';
import { bytesText, countOf } from '../terminal/index.ts';

/** Cents, and what is less to two digits; a millionth of a dollar is the least that is told apart. */
function usd(value: number): string {
  if (value >= 0.01 || value === 0) return `$${value.toFixed(2)}`;
  if (value < 0.000_001) return 'under $0.000001';
  return `$${value.toLocaleString('en-US', { maximumSignificantDigits: 2, maximumFractionDigits: 20 })}`;
}

const about = (value: number): string => {
  const text = usd(value);
  return text.startsWith('$') ? `about ${text}` : text;
};

/** What a stage costs, for people: each thing with its amount, and whether that was counted or is a guess. */
export function renderCosts({ since, prices, imports, kept, options, aMonthAtRest }: Costs): string[] {
  return [
    `${countOf(imports.count, 'import')} of ${countOf(imports.files, 'file')} since ${since}: ${about(imports.usd)}`,
    ...linesOf(imports.lines),
    `To keep what they have left (${bytesText(imports.bytes)} of files, their rows and log lines), a month: ${about(kept.usd)}`,
    ...linesOf(kept.lines),
    `A month in which nothing happens, with one data store: ${about(aMonthAtRest.usd)}`,
    ...linesOf(aMonthAtRest.lines),
    ...optionsOf(options),
    `By prices of ${prices.region}, ${prices.date}, which docs/costs.md names with their sources. Imports and files are the ledger's; calls and units are what the bench counts for as many files; "estimated" is a guess.`,
  ];
}

/** What is in the lines because this stage has it, and what is not, because nobody could look. */
const optionsOf = ({ has, notLookedAt }: Costs['options']): string[] => [
  ...has.map(
    (option) => `Counted in, for this stage has it: ${OPTIONS[option].what}. ${OPTIONS[option].beside}`,
  ),
  ...notLookedAt.map(
    ({ what, why }) => `Not looked at: ${what} (${why}), so what it costs may be missing here.`,
  ),
];

function linesOf(lines: readonly CostLine[]): string[] {
  const prices = lines.map(({ usd: price }) => usd(price));
  const width = Math.max(...prices.map(({ length }) => length));
  return lines.map(({ thing, amount, basis }, at) => {
    const much = amount.toLocaleString('en-US', { maximumSignificantDigits: 4 });
    return `  ${(prices[at] ?? '').padStart(width)}  ${much} ${unitOf(PRICES[thing], amount)} (${basis})`;
  });
}
