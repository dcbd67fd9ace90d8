import { readFileSync } from 'node:fs';
import type { CostLine } from '../../lib/costs/index.ts';
import {
  COUNTED,
  COSTLY_OPTIONS,
  estimateAtRest,
  estimateDrop,
  estimateIntrospection,
  estimateKept,
  estimateLeaving,
  estimateTokens,
  OPTIONS,
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
    '### What only some stages have\n',
    options(),
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

/** Each of the options with what it adds, and what a stage does not do by itself. */
const options = (): string =>
  table(
    ['', 'A month at rest', '10,000 files', 'Kept of them, a month', 'What is not priced'],
    [
      ...COSTLY_OPTIONS.map((name) => OPTIONS[name]).map(({ what, atRest, ofDrop, kept, beside }) =>
        row([what, ...[atRest, ofDrop(10_000), kept(10_000)].map(orNothing), beside]),
      ),
      row([
        'files, results or exports that somebody reads from outside AWS',
        '',
        `${orNothing(estimateLeaving(10_000 * 1e6))}, of a megabyte each`,
        '',
        'Into another Region, 0.02 a GB (from memory). How much is read, the ledger does not know.',
      ]),
      row([
        'an issuer that is asked about each token (`introspection`)',
        '',
        '',
        '',
        `${orNothing(estimateIntrospection(1_000_000))} for a million tokens that leave AWS. Tokens are not in the ledger.`,
      ]),
      row([
        'a key of your own (`existingKeyId`, `inboxKeyArn`)',
        `${usd(PRICES.key.usd)}, whoever has it`,
        'as with the stage’s own',
        '',
        'Where one key serves several stages, each of them counts it here, and AWS once.',
      ]),
    ],
  );

const orNothing = (lines: readonly CostLine[]): string =>
  lines.length === 0 ? 'nothing' : usd(sumOf(lines));
