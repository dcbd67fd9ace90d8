import type { Unchecked } from '../../fhir/index.ts';
import { countOf, countText, tableLines, wrapped } from '../terminal/index.ts';
import type { Digest, FileCount } from './digest.ts';
import type { IssueCount, Place } from './issue-counts.ts';
import type { RejectedName } from './rejected-names.ts';

/** No more kinds of issues and no more files than these are shown; --json has all. */
const MOST_ISSUES = 40;
const MOST_FILES = 40;

/** What a report says beside the digest. */
export interface ReportContext {
  level: string;
  /** Names of files that an import would not read. */
  passedOver: readonly string[];
  /** Names of files that were unpacked to be validated. */
  unpacked: readonly string[];
  /** Names under which a drop would reject what was validated. */
  rejectedNames: readonly RejectedName[];
  /** FHIR packages were loaded. */
  hasPackages: boolean;
  unchecked: Unchecked;
  /** Not all lines were validated. */
  interrupted: boolean;
}

/** The report for people. */
export function reportLines({ files, issues, duplicates }: Digest, context: ReportContext): string[] {
  const total = (member: 'lines' | 'right' | 'refused'): number =>
    files.reduce((sum, file) => sum + file[member], 0);
  const ofFate = (fate: IssueCount['fate']): IssueCount[] => issues.filter((each) => each.fate === fate);
  return [
    ...fileLines(files),
    '',
    `${countOf(total('lines'), 'line')} in ${countOf(files.length, 'file')}: ${countText(total('right'))} right, ${countText(total('refused'))} refused.`,
    ...section('Why lines are refused:', issueLines(ofFate('refused'))),
    ...section('Why searches may miss lines that are stored:', issueLines(ofFate('unsearchable'))),
    ...section('What else to know:', issueLines(ofFate('right'))),
    ...(duplicates.first ? ['', duplicatesText(duplicates.lines, duplicates.first)] : []),
    ...otherSections({ files, issues, duplicates }, context).flatMap(({ title, names }) =>
      section(title, named(names)),
    ),
    ...(issues.some(isUnknownProfile) ? ['', unknownProfileText(context.hasPackages)] : []),
    ...(context.interrupted ? ['', INTERRUPTED] : []),
    '',
    readingText(context.level),
  ];
}

const INTERRUPTED = 'Interrupted: not all lines were judged.';

/** How a verdict is to be taken. */
export const readingText = (level: string): string =>
  `This is Inlet's reading of HealthLake's rules at level ${level}; HealthLake itself was not asked.`;

/** What else a report names, beside files and issues. */
export function otherSections(
  { files }: Digest,
  { passedOver, unpacked, rejectedNames, unchecked }: ReportContext,
): { title: string; names: readonly string[] }[] {
  return [
    { title: 'Without a resource:', names: files.filter(({ lines }) => lines === 0).map(({ file }) => file) },
    { title: 'Passed over, for an import reads .ndjson files only:', names: passedOver },
    {
      title:
        "Judged unpacked: HealthLake is not documented to import gzip, and Inlet's inbox rejects it, so unpack before you drop:",
      names: unpacked,
    },
    {
      title: 'A drop would reject the names, or leave them alone:',
      names: rejectedNames.map(({ file, reason, advice }) => `${file} (${reason}): ${advice}`),
    },
    { title: 'Not checked, for no package lists all their codes:', names: unchecked.valueSets },
    { title: 'Not checked of profiles:', names: unchecked.rules },
    {
      title:
        'Profiles that cannot be applied, for the package has no snapshot of them (the publisher of the guide, or SUSHI with --snapshot, makes it):',
      names: unchecked.profiles,
    },
  ];
}

/** Those with refused lines where there are too many to show all. */
function fileLines(files: readonly FileCount[]): string[] {
  const refused = files.filter((each) => each.refused > 0);
  const shown = files.length <= MOST_FILES ? files : refused.slice(0, MOST_FILES);
  const rows = shown.map(({ file, lines, right, refused: no }) => [file, lines, right, no]);
  const others = files.length - shown.length;
  const right = refused.length <= MOST_FILES ? ', all right' : '';
  return [
    ...(rows.length > 0 ? tableLines(rows, ['file', 'lines', 'right', 'refused']) : []),
    ...(others > 0 ? [`and ${countOf(others, 'other file')}${right}`] : []),
  ];
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['', title, ...lines];

/** Names, and how many more there are than can be shown. */
const named = (names: readonly string[]): string[] => [
  ...names.slice(0, MOST_ISSUES).map((name) => `  ${name}`),
  ...(names.length > MOST_ISSUES ? [`  and ${countText(names.length - MOST_ISSUES)} more`] : []),
];

function issueLines(issues: readonly IssueCount[]): string[] {
  const shown = issues.slice(0, MOST_ISSUES);
  const width = Math.max(...shown.map(({ lines }) => countText(lines).length));
  return [
    ...shown.flatMap(({ lines, location, diagnostics, first, firstDiagnostics }) => [
      ...wrapped(
        `  ${countText(lines).padStart(width)} x ${location === '' ? '' : `${location}: `}${diagnostics}`,
        width + 5,
      ),
      `  ${' '.repeat(width)}   first at ${placeText(first)}${firstDiagnostics === undefined || firstDiagnostics === diagnostics ? '' : `: ${firstDiagnostics}`}`,
    ]),
    ...(issues.length > shown.length ? [`  and ${countOf(issues.length - shown.length, 'kind')} more`] : []),
  ];
}

export const duplicatesText = (lines: number, { line, earlier }: { line: Place; earlier: Place }): string =>
  `${countOf(lines, 'line')} with the type and id of an earlier one (first: ${placeText(line)}, earlier ` +
  `${placeText(earlier)}): the later becomes a new version of the same resource.`;

export const placeText = ({ file, line }: Place): string => `${file}:${line}`;

const isUnknownProfile = ({ diagnostics }: IssueCount): boolean =>
  diagnostics.startsWith('Profile reference ');

const unknownProfileText = (hasPackages: boolean): string =>
  `A profile is known from its FHIR package (--package <file>.tgz); --unknown-profiles ignore passes over claims of others${hasPackages ? ', and --profile-versions latest-loaded takes the newest version that is loaded' : ''}.`;
