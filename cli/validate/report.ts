import { countOf, countText, tableLines } from '../live/format.ts';
import type { Digest, IssueCount, Place } from './digest.ts';

/** No more kinds of issues than these are shown; --json has all. */
const MOST_ISSUES = 40;

/** What is told to people of the files that were judged. */
export function reportLines(
  { files, issues, duplicates }: Digest,
  level: string,
  unchecked: readonly string[] = [],
): string[] {
  const total = (member: 'lines' | 'right' | 'refused'): number =>
    files.reduce((sum, file) => sum + file[member], 0);
  const rows = files.map(({ file, lines, right, refused }) => [file, lines, right, refused]);
  return [
    ...tableLines([['file', 'lines', 'right', 'refused'], ...rows]),
    '',
    `${countOf(total('lines'), 'line')} in ${countOf(files.length, 'file')}: ${countText(total('right'))} right, ${countText(total('refused'))} refused.`,
    ...section(
      'Why lines are refused:',
      issues.filter(({ severity }) => severity === 'error'),
    ),
    ...section(
      'What else to know:',
      issues.filter(({ severity }) => severity !== 'error'),
    ),
    ...(duplicates.first ? ['', duplicatesText(duplicates.lines, duplicates.first)] : []),
    ...(unchecked.length > 0
      ? ['', 'Not checked, for no package lists all their codes:', ...unchecked.map((url) => `  ${url}`)]
      : []),
    '',
    `This is Inlet's reading of HealthLake's rules at level ${level}; HealthLake itself was not asked.`,
  ];
}

function section(title: string, issues: readonly IssueCount[]): string[] {
  if (issues.length === 0) return [];
  const shown = issues.slice(0, MOST_ISSUES);
  const width = Math.max(...shown.map(({ lines }) => countText(lines).length));
  return [
    '',
    title,
    ...shown.flatMap(({ lines, location, diagnostics, first }) => [
      `  ${countText(lines).padStart(width)} x ${location === '' ? '' : `${location}: `}${diagnostics}`,
      `  ${' '.repeat(width)}   first at ${placeText(first)}`,
    ]),
    ...(issues.length > shown.length ? [`  and ${countOf(issues.length - shown.length, 'kind')} more`] : []),
  ];
}

const duplicatesText = (lines: number, { line, earlier }: { line: Place; earlier: Place }): string =>
  `${countOf(lines, 'line')} with the type and id of an earlier one (first: ${placeText(line)}, earlier ` +
  `${placeText(earlier)}): the later becomes a new version of the same resource.`;

const placeText = ({ file, line }: Place): string => `${file}:${line}`;
