import { typedInlet } from '../../errors/index.ts';
import type { FileReport } from '../../lib/results/index.ts';
import { countOf, tableLines } from '../terminal/index.ts';
import type { RedriveDocument } from './redrive-document.ts';

/** Why a file was left out, for people. */
const REFUSALS: Readonly<Record<NonNullable<FileReport['refused']>, string>> = {
  'newer-arrival': 'its key has newer content: --overwrite takes the older lines all the same',
  'version-gone': 'the version that was imported is not in the inbox any more',
  'line-numbers-unclear':
    'its results do not list each line once, so nobody can say which lines failed: mend the file itself and drop it again',
};

/** What a redrive did, as lines of text; the last ones say what to do next. */
export function renderRedrive({
  stage,
  importId,
  files,
  totals,
  to,
  drop,
  selection,
}: RedriveDocument): string[] {
  if (files.length === 0) return [`${importId}: its results list no failed line.`];
  const rows = files.map(({ key, name, failed, serverErrors, lines, refused }) =>
    refused === null
      ? [key, failed, serverErrors, lines, lines > 0 ? name : '']
      : [key, '', '', 0, `left out: ${REFUSALS[refused]}`],
  );
  return [
    ...tableLines(rows, [
      'file',
      'failed',
      'by the service',
      selection === 'all' ? 'taken' : 'dropped',
      'as',
    ]),
    '',
    ...nextSteps({ stage, totals, to, drop, selection, importId }),
  ];
}

function nextSteps({
  stage,
  totals,
  to,
  drop,
  selection,
  importId,
}: Pick<RedriveDocument, 'stage' | 'totals' | 'to' | 'drop' | 'selection' | 'importId'>): string[] {
  const steps: string[] = [];
  if (to !== null && totals.lines > 0) {
    steps.push(
      `${countOf(totals.lines, 'line')} ${isOrAre(totals.lines)} in ${to}/lines, and what was wrong with each in ${to}/problems: both hold patient data.`,
      `Mend the lines, then drop the folder ${to}/lines alone.`,
    );
  }
  if (drop !== null)
    steps.push(
      `${countOf(totals.lines, 'line')} ${wasOrWere(totals.lines)} dropped into ${drop}, as one drop.`,
    );
  if (selection === 'server-errors' && totals.leftLines > 0) {
    steps.push(
      `${countOf(totals.leftLines, 'line')} ${wasOrWere(totals.leftLines)} refused because of their content, and would be again: ${typedInlet(stage)`redrive ${importId}`} collects them to be mended; --drop --all drops them as they are.`,
    );
  }
  if (totals.refusedFiles > 0)
    steps.push(`${countOf(totals.refusedFiles, 'file')} ${wasOrWere(totals.refusedFiles)} left out.`);
  return steps;
}

const isOrAre = (count: number): string => (count === 1 ? 'is' : 'are');
const wasOrWere = (count: number): string => (count === 1 ? 'was' : 'were');
