import type { BackfillDocument } from '../../lib/actions/index.ts';
import { dropText } from '../status/index.ts';
import { bytesText, countOf, countText, facts, section, timeText } from '../terminal/index.ts';

/** Rows of a table, for a terminal; --json has more. */
const MOST_ROWS = 20;

type Row = readonly (string | number)[];

/** What a backfill would do or has done, for people. */
export function renderBackfill(document: BackfillDocument): string[] {
  const { totals, drops, limits, rejected, sample, incompleteManifests } = document;
  const isDry = document.dryRun ? ', dry run: nothing is changed' : '';
  return [
    `s3://${document.bucket}/${document.prefix}, stage ${document.stage}, ${timeText(document.at)}${isDry}`,
    '',
    ...table(
      ['drop', 'route', 'files', 'size', 'jobs'],
      drops.map(({ drop, route, files, bytes, jobs }) => [
        dropText(drop),
        route,
        files,
        bytesText(bytes),
        jobs,
      ]),
    ),
    ...table(
      ['limit', 'where', 'what comes of it'],
      limits.map(({ limit, where, text }) => [limit, where, text]),
    ),
    ...table(
      ['incomplete manifest', 'missing', 'what comes of it', 'which'],
      incompleteManifests.map(({ key, missingFiles, missing }) => [
        key,
        missingFiles,
        'its drop waits for them',
        namedText(missing, missingFiles),
      ]),
    ),
    ...table(
      ['not to be imported', 'reason', 'what to do'],
      rejected.map(({ key, reason, advice }) => [key, reason, advice]),
      totals.rejected,
    ),
    ...(sample === null || sample.files === 0 ? [] : sampleLines(sample)),
    ...facts([
      ['totals', totalsText(totals)],
      ['before', beforeText(document)],
      ['next', document.nextStep],
    ]),
  ];
}

/** The first three of what is missing. */
const namedText = ([one = '', two, three, ...more]: readonly string[], all: number): string =>
  [one, two, three].flatMap((key) => key ?? []).join(', ') + (more.length > 0 || all > 3 ? ', ...' : '');

/** A table of the first rows, and how many more there are. */
function table(headings: readonly string[], rows: readonly Row[], all = rows.length): string[] {
  const shown = rows.slice(0, MOST_ROWS);
  const lines = section(headings, shown);
  return all > shown.length
    ? [...lines.slice(0, -1), `... and ${countText(all - shown.length)} more; --json lists more of them`, '']
    : lines;
}

function sampleLines(sample: NonNullable<BackfillDocument['sample']>): string[] {
  const { files, lines, filesWithProblems, problems, truncated } = sample;
  const rows = problems.map(({ key, line, problem, errorName }): Row => [
    key,
    line === null ? '' : String(line),
    errorName === undefined ? problem : `${problem} (${errorName})`,
  ]);
  return [
    ...table(['first lines of', 'line', 'what is wrong'], rows),
    `Looked at the first lines of ${countOf(files, 'file')}${truncated ? ' (not all are looked at, or not all problems listed)' : ''}: ${countOf(lines, 'line')}, something wrong in ${countOf(filesWithProblems, 'file')}.`,
    '',
  ];
}

const totalsText = (totals: BackfillDocument['totals']): string =>
  `${countOf(totals.objects, 'object')}: ${countOf(totals.files, 'file')} to import (${bytesText(totals.bytes)}) in ${countOf(totals.jobs, 'job')}, ${countText(totals.rejected)} rejected, ${countText(totals.leftAlone)} left alone, ${countText(totals.ofOtherRoutes)} of other routes`;

function beforeText({ totals, failedImports }: BackfillDocument): string {
  const named = failedImports.slice(0, 3).join(', ') + (failedImports.length > 3 ? ', ...' : '');
  return `${countText(totals.imported)} imported already, ${countText(totals.importing)} being imported, ${countText(totals.pending)} waiting, ${countText(totals.failed)} in imports that failed${named === '' ? '' : ` (${named})`}`;
}
