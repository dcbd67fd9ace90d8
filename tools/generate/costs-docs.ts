import { readFileSync } from 'node:fs';
import type { CostLine } from '../../lib/costs/index.ts';
import {
  COUNTED,
  estimateAtRest,
  estimateDrop,
  estimateKept,
  estimateTokens,
  PRICES,
  PRICES_OF,
  sumOf,
  unitOf,
} from '../../lib/costs/index.ts';
import { row, table } from './markdown-table.ts';

/** The page about costs, from the root of the repository. */
export const costsDocsPath = 'docs/costs.md';

const BEGIN = '<!-- costs: generated from lib/costs by `npm run generate` -->';
const END = '<!-- end of costs -->';

/** The page with the tables as lib/costs has them. `root` is the repository's folder. */
export function costsDocs(root: URL): string {
  const page = readFileSync(new URL(costsDocsPath, root), 'utf8');
  const [before = '', rest = ''] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (after === undefined) throw new Error(`${costsDocsPath} has no place for the tables`);
  return `${before}${BEGIN}\n\n${tables().join('\n')}\n${END}${after}`;
}

const number = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
const usd = (value: number): string => `$${value < 0.01 ? value.toPrecision(2) : value.toFixed(2)}`;
/** Heads a row or stands before one amount; with several amounts it is about many. */
const nameOf = ({ thing }: CostLine, amount = Infinity): string => unitOf(PRICES[thing], amount);

const SIZES = [1, 100, 10_000, 1_000_000];

function tables(): string[] {
  const drops = SIZES.map((files) => estimateDrop(files));
  const kept = SIZES.map((files) => estimateKept([{ files, bytes: files * 1e6 }]));
  const things = drops[0] ?? [];
  return [
    '### A drop of new files\n',
    table(
      ['', ...SIZES.map((files) => `${number(files)} file${files === 1 ? '' : 's'}`), ''],
      [
        ...things.map((line, at) =>
          row([nameOf(line), ...drops.map((lines) => number(lines[at]?.amount ?? 0)), line.basis]),
        ),
        row(['**all, US dollars**', ...drops.map((lines) => usd(sumOf(lines))), '']),
      ],
    ),
    '### A month of keeping what a drop leaves, files of a megabyte\n',
    table(
      ['', ...SIZES.map((files) => `${number(files)} file${files === 1 ? '' : 's'}`), ''],
      (kept[0] ?? [])
        .map((line, at) =>
          row([nameOf(line), ...kept.map((lines) => number(lines[at]?.amount ?? 0)), line.basis]),
        )
        .concat(row(['**all, US dollars**', ...kept.map((lines) => usd(sumOf(lines))), ''])),
    ),
    '### A month at rest\n',
    amounts(estimateAtRest()),
    '### A million tokens\n',
    amounts(estimateTokens(1_000_000)),
    '### What the bench counts\n',
    table(
      [
        'Files',
        'Invocations',
        'Calls a file to the end of the job',
        'Write units a file',
        'Read units a file',
      ],
      COUNTED.map(({ files, invocations, callsToEnd, dynamoDbWrite, dynamoDbRead }) =>
        row([
          number(files),
          number(invocations),
          ...[callsToEnd, dynamoDbWrite, dynamoDbRead].map((count) => (count / files).toFixed(2)),
        ]),
      ),
    ),
    `### Prices of ${PRICES_OF.region}, ${PRICES_OF.date}\n`,
    table(
      ['US dollars', 'for', 'AWS’s page', 'Looked up'],
      Object.values(PRICES).map(({ usd: price, per, unit, source, isLookedUp }) =>
        row([
          String(price),
          `${number(per)} ${unitOf({ unit }, per)}`,
          source,
          isLookedUp ? 'as others quote it' : 'no: from memory',
        ]),
      ),
    ),
  ];
}

const amounts = (lines: readonly CostLine[]): string =>
  table(
    ['', 'Amount', 'US dollars', ''],
    [
      ...lines.map((line) =>
        row([nameOf(line, line.amount), number(line.amount), usd(line.usd), line.basis]),
      ),
      row(['**all**', '', usd(sumOf(lines)), '']),
    ],
  );
