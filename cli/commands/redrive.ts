import type { Command, OptionValues } from '../terminal/index.ts';
import { tell } from '../terminal/index.ts';
import { collectLines, dropLines, findImport, renderRedrive } from '../redrive/index.ts';
import type { StageResources } from '../stage/index.ts';
import { stageNote, stageOption, withStage } from '../stage/index.ts';

export const redriveCommand: Command = {
  notes: ['What it collects is patient data: keep the folder where such may lie.', stageNote],
  examples: ['imp-2716a037237961fd4d056795 --to mend', 'imp-2716a037237961fd4d056795 --drop'],
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
      help: 'instead of collecting lines in a folder, drop again, as they are, those that the service itself failed at',
    },
    all: {
      type: 'boolean',
      needs: 'drop',
      help: 'with --drop: also lines that were refused because of their content',
    },
    overwrite: {
      type: 'boolean',
      help: 'also lines of files that were dropped again under their key since: the older content comes last then',
    },
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
  if (values.json === true) console.log(JSON.stringify(document, null, 2));
  else tell(renderRedrive(document));
  return document.totals.refusedFiles > 0 ? 1 : 0;
}
