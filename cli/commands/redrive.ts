import type { Command, OptionValues } from '../terminal/index.ts';
import { printable } from '../terminal/index.ts';
import { collectLines, dropLines, findImport, renderRedrive } from '../redrive/index.ts';
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
  const overwrite = values.overwrite === true;
  const to = typeof values.to === 'string' ? values.to : `./redrive-${found.row.importId}`;
  const document = await (values.drop === true
    ? dropLines(stage, found, { selection: values.all === true ? 'all' : 'server-errors', overwrite })
    : collectLines(stage, found, to, { selection: 'all', overwrite }));
  console.log(
    values.json === true
      ? JSON.stringify(document, null, 2)
      : renderRedrive(document).map(printable).join('\n'),
  );
  return document.totals.refusedFiles > 0 ? 1 : 0;
}
