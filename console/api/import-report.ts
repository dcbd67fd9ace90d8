import type { ServerResponse } from 'node:http';
import { reportPage } from '../report/index.ts';
import { SAFE_HEADERS } from './answer.ts';
import type { ImportDocument } from './documents.ts';
import type { FailedLine } from './import-parts.ts';
import type { ConsoleSources } from './sources.ts';
import { countOf } from '../../errors/index.ts';

const number = new Intl.NumberFormat('en');

/**
 * Answers with an import as one page to keep or to hand on. Lines of the data and values in their issues are in it only where
 * they are asked for, and the session shows data.
 * @returns false where there is no such import
 */
export async function sendImportReport(
  sources: ConsoleSources,
  importId: string,
  asksForData: boolean,
  response: ServerResponse,
): Promise<boolean> {
  const document = await sources.import(importId);
  if (!document) return false;
  const withData = asksForData && sources.session().showsData;
  const hasLines = (document.problems ?? []).length > 0;
  const lines = hasLines ? (await sources.lines(importId, null, null, withData)).lines : [];
  response.writeHead(200, {
    ...SAFE_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-disposition': `attachment; filename="${importId}.html"`,
  });
  response.end(pageOf(sources, document, lines));
  return true;
}

function pageOf(
  { stage, now }: Pick<ConsoleSources, 'stage' | 'now'>,
  { status, problems }: Pick<ImportDocument, 'status' | 'problems'>,
  lines: readonly FailedLine[],
): string {
  const { importId, state, because, route, drop, files, bytes, attempt, plannedAt } = status.import;
  const { job, summary, results } = status;
  return reportPage({
    title: `Import ${importId}`,
    at: new Date(now()).toISOString(),
    facts: [
      ['Stage', stage],
      ['State', because === '' ? state : `${state}: ${because}`],
      ['Drop', `${drop ?? 'loose files'} of route ${route}`],
      ['Planned', `${plannedAt}${attempt > 1 ? `, attempt ${attempt}` : ''}`],
      ['Files', `${number.format(files)} of ${countOf(bytes, 'byte')}`],
      ...(job ? [['Job', `${job.jobId} in data store ${job.datastoreId}`] as const] : []),
      ...(summary ? [['Lines', linesOf(summary)] as const] : []),
      ['Next', status.nextStep],
    ],
    sections: [
      {
        heading: 'What was wrong',
        unit: 'lines',
        bars: (problems ?? []).map(({ path, text, rule, lines: count }) => ({
          name: path === null ? text : `${path}: ${text}`,
          count,
          notes: rule === null ? [] : [rule],
        })),
      },
      {
        heading: 'Files with failed lines',
        unit: 'failed lines',
        bars: (results.filesWithFailures ?? []).map(({ key, failed, lines: all }) => ({
          name: key,
          count: failed,
          of: all,
          notes: [],
        })),
      },
      {
        heading: 'The first failed lines',
        lines: lines.map(({ key, line, path, text, resource }) =>
          [`${key}:${line ?? '?'} ${path ?? ''} ${text}`, ...(resource === null ? [] : [resource])].join(
            '\n',
          ),
        ),
      },
    ],
    foot: 'Counts are of the results that HealthLake wrote.',
  });
}

const linesOf = ({
  resourcesScanned,
  resourcesImported,
  resourcesFailed,
  complete,
}: NonNullable<ImportDocument['status']['summary']>): string =>
  `${number.format(resourcesScanned)} = ${number.format(resourcesImported)} imported + ${number.format(resourcesFailed)} failed` +
  (complete ? '' : '; the results do not account for all of them');
