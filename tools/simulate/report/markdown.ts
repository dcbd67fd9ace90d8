import type { ScenarioResult } from './measured.ts';
import type { ReportTable } from './tables.ts';
import { factsTable, functionsTable } from './tables.ts';

const lines = ({ headings, rows }: ReportTable): string[] =>
  [headings, headings.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);

/** A scenario as a person reads it, in the form of docs/performance.md. */
export const markdown = (result: ScenarioResult): string =>
  [
    '',
    `**${result.name}**: ${result.what}.`,
    '',
    ...lines(functionsTable(result.functions)),
    '',
    ...lines(factsTable(result)),
    '',
    ...(result.broken.length === 0
      ? ['All of it holds.']
      : result.broken.map((what) => `- Does not hold: ${what}.`)),
  ].join('\n');
