import { countOf, countText, printable, tableLines } from '../terminal/index.ts';
import { withoutValues } from '../validate/index.ts';
import type { DropOutcome, LineProblem } from './drop-outcome.ts';

/** Rows for a person; a report as JSON has them all. */
const MOST_ROWS = 200;

/** What needs nobody: shown last where not all have room. */
const GOOD = new Set([
  'imported',
  'duplicate',
  'marker',
  'manifest',
  'placeholder',
  'tolerated',
  'hidden',
  'export-log',
]);

interface Shown {
  /** Also what diagnostics quote of the data. */
  showData: boolean;
}

/** A line for each file: its counts, and what became of it. */
export function outcomeTable(outcomes: readonly DropOutcome[], { showData }: Shown): string[] {
  const bad = outcomes.filter(({ became }) => !GOOD.has(became));
  const shown =
    outcomes.length <= MOST_ROWS
      ? outcomes
      : [...bad, ...outcomes.filter(({ became }) => GOOD.has(became))].slice(0, MOST_ROWS);
  const rest = outcomes.length - shown.length;
  const rows = shown.map(({ key, lines, imported, failed, ...outcome }) => [
    printable(key),
    lines ?? '',
    imported ?? '',
    failed ?? '',
    printable(becameText(outcome, showData)),
  ]);
  return [
    ...tableLines(rows, ['file', 'lines', 'imported', 'failed', 'what became of it']),
    ...(rest > 0 ? [`and ${countOf(rest, 'more file')}: --report <file>.json has them all`] : []),
  ];
}

function becameText(
  { became, note, problems }: Pick<DropOutcome, 'became' | 'note' | 'problems'>,
  showData: boolean,
): string {
  const why = [
    ...problems.map((problem) => problemText(problem, showData)),
    ...(note === null ? [] : [note]),
  ];
  return why.length === 0 ? became : `${became}: ${why.join('; ')}`;
}

function problemText({ line, location, diagnostics }: LineProblem, showData: boolean): string {
  const at = line === null ? '' : `line ${line}: `;
  return `${at}${location === null ? '' : `${location}: `}${showData ? diagnostics : withoutValues(diagnostics)}`;
}

/** Why a run of dropped files ends with an exit code that is not 0, in one sentence. */
export function reasonOfExit(outcomes: readonly DropOutcome[]): string {
  const counts = new Map<string, number>();
  for (const { became } of outcomes) counts.set(became, (counts.get(became) ?? 0) + 1);
  const told = [...counts].map(([became, count]) => `${countText(count)} ${became}`);
  const failed = outcomes.reduce((sum, outcome) => sum + (outcome.failed ?? 0), 0);
  const lines = failed === 0 ? '' : `; ${countOf(failed, 'line')} failed`;
  if (outcomes.length === 0) return 'nothing was dropped, so nothing was imported';
  const isNothing = !outcomes.some(({ became }) => became.startsWith('import'));
  return `${isNothing ? 'nothing was imported: ' : ''}of ${countOf(outcomes.length, 'file')} ${told.join(', ')}${lines}`;
}

/** The same for programs. */
export const reportDocument = (
  outcomes: readonly DropOutcome[],
  exitCode: number,
  { showData }: Shown,
): object => ({
  kind: 'drop-report',
  schemaVersion: '1',
  exitCode,
  reason: exitCode === 0 ? null : reasonOfExit(outcomes),
  files: outcomes.map(({ problems, ...outcome }) => ({
    ...outcome,
    problems: problems.map(({ diagnostics, ...problem }) => ({
      ...problem,
      diagnostics: showData ? diagnostics : withoutValues(diagnostics),
    })),
  })),
});
