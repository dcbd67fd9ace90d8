import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FailedLine, LinesDocument } from '../../console/api/index.ts';
import { UsageError } from '../../errors/index.ts';
import { LONGEST_LINE_BYTES } from '../../fhir/index.ts';
import type { LinePlace } from '../../lib/results/index.ts';
import { failedLines, issueKey, redrive } from '../../lib/results/index.ts';
import { linesOf } from '../../lib/streams/index.ts';
import { readProblems, withoutHoles } from '../../lib/status/index.ts';
import { findImport, makeRedriveFolder, openSink } from '../redrive/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { ConsoleContext } from './console-context.ts';
import { hiddenText, kindId, ruleIn } from './import-views.ts';

/** Lines of a page. */
const MOST = 50;

/** A page of the failed lines of an import: with values of the data and the lines themselves only where data is shown. */
export async function linesView(
  { stage, tokens, showsData }: ConsoleContext,
  importId: string,
  kind: string | null,
  after: string | null,
): Promise<Pick<LinesDocument, 'lines' | 'nextToken'>> {
  const { row, job, results } = await findImport(stage, importId);
  const place = { inputS3Uri: job.inputS3Uri, results };
  const list = `lines of ${importId} ${kind ?? ''}`;
  const { lines, next } = await failedLines(stage, row, place, {
    kind: kind === null ? null : await kindOf(stage, row, kind),
    after: after === null ? null : (tokens.open(list, after) as LinePlace),
    most: MOST,
    withResources: showsData,
  });
  return {
    lines: lines.map(({ key, line, issue, resource }): FailedLine => {
      const { path, text, textHash } = issueKey(issue, stage.hmacSecret);
      const known = text === null ? hiddenText(textHash) : withoutHoles(text);
      return {
        key: stage.maskKey(key),
        line,
        path,
        text: showsData ? issue.diagnostics : known,
        rule: ruleIn(text),
        place: showsData ? issue.location : null,
        resource: showsData ? resource : null,
      };
    }),
    nextToken: next && tokens.seal(list, next),
  };
}

async function kindOf(
  { s3 }: StageResources,
  { summary }: Awaited<ReturnType<typeof findImport>>['row'],
  id: string,
) {
  const found = ((await readProblems(s3, summary ?? null)) ?? []).find((problem) => kindId(problem) === id);
  if (!found)
    throw new UsageError('the summary of this import has no such kind of problem (any more)', {
      actual: id,
      expected: 'the id of one of its problems',
    });
  const { code, path, rawText, textHash } = found;
  return { code, path, text: rawText, textHash };
}

/**
 * The failed lines of an import as they were dropped, file by file, as `inlet redrive` collects them: each file lies in a
 * folder of this user's alone while it is sent.
 */
export async function* failedLinesOf(stage: StageResources, importId: string): AsyncGenerator<string> {
  const { row, job, results } = await findImport(stage, importId);
  const path = await mkdtemp(join(tmpdir(), 'inlet-console-'));
  try {
    const folder = await makeRedriveFolder(path);
    const files = redrive(
      stage,
      row,
      { inputS3Uri: job.inputS3Uri, results },
      {
        selection: 'all',
        overwrite: true,
        sinkFor: (name) => openSink(folder, name),
      },
    );
    for await (const { name, lines } of files) {
      if (lines === 0) continue;
      const file = join(folder.lines, name);
      for await (const some of linesOf(createReadStream(file), { longest: LONGEST_LINE_BYTES }))
        for (const { bytes } of some) yield bytes.toString('utf8');
      await rm(file);
    }
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
