import type { ReportSection } from '../../console/report/index.ts';
import { reportPage } from '../../console/report/index.ts';
import { countText } from '../terminal/index.ts';
import type { Digest } from './digest.ts';
import type { Fate } from './reported-lines.ts';
import type { ReportContext } from './report.ts';
import { duplicatesText, otherSections, placeText, readingText } from './report.ts';

const KINDS: readonly [fate: Fate, heading: string][] = [
  ['refused', 'Why lines are refused'],
  ['unsearchable', 'Why searches may miss lines that are stored'],
  ['right', 'What else to know'],
];

/** The verdict as one page to hand on: the same as the report for people, with a bar for each file and each kind of issue. */
export function htmlReport(digest: Digest, context: ReportContext, at: Date): string {
  const { files, duplicates } = digest;
  const total = (member: 'lines' | 'right' | 'refused'): string =>
    countText(files.reduce((sum, file) => sum + file[member], 0));
  return reportPage({
    title: 'Validation of FHIR NDJSON',
    at: at.toISOString(),
    facts: [
      ['Level', context.level],
      ['Files', countText(files.length)],
      ['Lines', `${total('lines')} = ${total('right')} right + ${total('refused')} refused`],
    ],
    sections: [
      {
        heading: 'Files',
        unit: 'refused lines',
        bars: files
          .toSorted((one, other) => other.refused - one.refused)
          .map(({ file, lines, refused }) => ({ name: file, count: refused, of: lines, notes: [] })),
      },
      ...KINDS.map((kind) => kindsOf(digest, kind)),
      ...(duplicates.first
        ? [{ heading: 'Twice there', lines: [duplicatesText(duplicates.lines, duplicates.first)] }]
        : []),
      ...otherSections(digest, context).map(({ title, names }) => ({
        heading: title.replace(/:$/, ''),
        lines: names,
      })),
    ],
    foot: readingText(context.level),
  });
}

const kindsOf = ({ issues }: Digest, [fate, heading]: (typeof KINDS)[number]): ReportSection => ({
  heading,
  unit: 'lines',
  bars: issues
    .filter((issue) => issue.fate === fate)
    .map(({ location, diagnostics, lines, first, firstDiagnostics }) => ({
      name: location === '' ? diagnostics : `${location}: ${diagnostics}`,
      count: lines,
      notes: [
        `first at ${placeText(first)}`,
        ...(firstDiagnostics === undefined || firstDiagnostics === diagnostics ? [] : [firstDiagnostics]),
      ],
    })),
});
