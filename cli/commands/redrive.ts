import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileReport, Selection } from '../../lib/results/index.ts';
import { redrive } from '../../lib/results/index.ts';
import { formatS3Uri } from '../../lib/s3/index.ts';
import type { Command, OptionValues } from '../terminal/index.ts';
import { printable } from '../terminal/index.ts';
import type { EndedImport, RedriveDocument } from '../redrive/index.ts';
import {
  dropAgain,
  findImport,
  makeRedriveFolder,
  openSink,
  redriveDrop,
  removeRedriveFolder,
  renderRedrive,
  totalsOf,
} from '../redrive/index.ts';
import type { StageResources } from '../stage/index.ts';
import { stageOption, withStage } from '../stage/index.ts';

export const redriveCommand: Command = {
  operand: { usage: '<importId | jobId>' },
  options: {
    stage: stageOption,
    to: {
      type: 'string',
      not: ['drop'],
      placeholder: '<folder>',
      help: 'where to write the failed lines and what was wrong with each; ./redrive-<importId> unless said',
    },
    drop: {
      type: 'boolean',
      help: 'drop lines again as they are instead: those that failed by the service’s own trouble',
    },
    all: {
      type: 'boolean',
      needs: 'drop',
      help: 'with --drop: also lines that were refused because of their content',
    },
    overwrite: { type: 'boolean', help: 'also lines of files whose key has newer content by now' },
    json: { type: 'boolean', help: 'one JSON document instead of a table' },
  },
  run: (values, id = '') => withStage(values, (stage) => run(stage, id, values)),
};

async function run(stage: StageResources, id: string, values: OptionValues): Promise<number> {
  const found = await findImport(stage, id);
  const document = await (values.drop === true
    ? dropLines(stage, found, values)
    : collectLines(stage, found, values));
  console.log(
    values.json === true
      ? JSON.stringify(document, null, 2)
      : renderRedrive(document).map(printable).join('\n'),
  );
  return document.totals.refusedFiles > 0 ? 1 : 0;
}

async function collectLines(
  stage: StageResources,
  found: EndedImport,
  values: OptionValues,
): Promise<RedriveDocument> {
  const to = typeof values.to === 'string' ? values.to : `./redrive-${found.row.importId}`;
  const files = await filesInto(stage, found, to, 'all', values);
  const isThere = files.some(({ lines, tooLong }) => lines + tooLong > 0);
  return documentOf(stage, found, 'all', files, { to: isThere ? to : null, drop: null });
}

/** Nothing is dropped before all of it was collected and is sure. */
async function dropLines(
  stage: StageResources,
  found: EndedImport,
  values: OptionValues,
): Promise<RedriveDocument> {
  const drop = redriveDrop(stage, found.row);
  const selection = values.all === true ? 'all' : 'server-errors';
  const folder = await mkdtemp(join(tmpdir(), 'inlet-redrive-'));
  try {
    const files = await filesInto(stage, found, folder, selection, values);
    const hasLines = files.some(({ lines }) => lines > 0);
    if (hasLines) await dropAgain(stage, join(folder, 'lines'), drop);
    const place = hasLines ? formatS3Uri({ bucket: stage.inboxBucket, key: drop }) : null;
    return documentOf(stage, found, selection, files, { to: null, drop: place });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesInto(
  stage: StageResources,
  { row, job, results }: EndedImport,
  path: string,
  selection: Selection,
  values: OptionValues,
): Promise<FileReport[]> {
  const folder = await makeRedriveFolder(path);
  const options = {
    selection,
    overwrite: values.overwrite === true,
    sinkFor: (name: string) => openSink(folder, name),
  };
  let isKept = false;
  try {
    const files = await Array.fromAsync(
      redrive(stage, row, { inputS3Uri: job.inputS3Uri, results }, options),
    );
    isKept = files.some(({ lines, tooLong }) => lines + tooLong > 0);
    return files;
  } finally {
    if (!isKept) await removeRedriveFolder(path, folder);
  }
}

const documentOf = (
  { stage }: StageResources,
  { row, job }: EndedImport,
  selection: Selection,
  files: FileReport[],
  where: Pick<RedriveDocument, 'to' | 'drop'>,
): RedriveDocument => ({
  schemaVersion: '1',
  kind: 'redrive',
  stage,
  importId: row.importId,
  jobId: job.jobId,
  selection,
  ...where,
  files,
  totals: totalsOf(files),
});
