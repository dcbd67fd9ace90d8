import type { FileFate, FilesDocument, ImportFile } from '../../console/api/index.ts';
import { UsageError } from '../../errors/index.ts';
import type { Import } from '../../lib/ledger/index.ts';
import { getImport } from '../../lib/ledger/index.ts';
import type { FileOfImport } from '../../lib/results/index.ts';
import { filesOfPlan, filesOfResults } from '../../lib/results/index.ts';
import type { ConsoleContext } from './console-context.ts';

/** Files of a page. */
const MOST = 50;

type Place = NonNullable<Parameters<typeof filesOfPlan>[2]>;

/** A page of an import's files, in the order of its plan, each with what became of it. */
export async function filesView(
  { stage, tokens }: ConsoleContext,
  importId: string,
  after: string | null,
): Promise<Pick<FilesDocument, 'files' | 'nextToken'>> {
  const row = await getImport(stage.ledger, importId);
  if (!row) throw new UsageError(`the ledger of stage "${stage.stage}" knows no import "${importId}"`);
  // A page's place is one of the plan or of the results: between two pages an import may be summarized.
  const list = `files of ${importId}`;
  const place = after === null ? null : (tokens.open(list, after) as { isOfResults: boolean; place: Place });
  const results = row.summary?.summaryS3Uri ?? null;
  const isOfResults = place?.isOfResults ?? results !== null;
  const page =
    isOfResults && results !== null
      ? await filesOfResults(stage, results, place?.place ?? null, MOST)
      : await filesOfPlan(stage, importId, place?.place ?? null, MOST);
  if (!page) return { files: null, nextToken: null };
  return {
    files: page.files.map((file): ImportFile => {
      const { key, versionId, resultName, lines, imported, failed } = file;
      return {
        key: stage.maskKey(key ?? resultName),
        versionId,
        fate: fateOf(row, file),
        lines,
        imported,
        failed,
      };
    }),
    nextToken: page.next && tokens.seal(list, { isOfResults, place: page.next }),
  };
}

function fateOf(row: Import, { state, imported, failed }: FileOfImport): FileFate {
  if (state === 'also read') return 'also-read';
  if (state === 'missing') return 'not-read';
  if (state === 'read')
    return failed === 0 ? 'imported' : imported === 0 ? 'import-failed' : 'imported-with-errors';
  if (row.state === 'START_FAILED' || row.outcome === 'START_FAILED' || row.outcome === 'FAILED')
    return 'import-failed';
  if (row.state === 'ENDED') return 'not-summarized';
  return row.jobId === undefined ? 'waiting' : 'importing';
}
