import { IS_PACKAGE, PACKAGED_LOCAL, packageService } from '../../tools/build/index.ts';
import { examine, exitCodeOf, renderDoctor } from '../doctor/index.ts';
import { stageNote, stageOf, stageOption, withStage } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';
import { tell } from '../terminal/index.ts';

export const doctor: Command = {
  options: {
    stage: stageOption,
    package: {
      type: 'string',
      placeholder: '<folder>',
      help: 'the packaged stage to compare with, as sls package --package leaves it; packaged now unless said',
    },
    json: { type: 'boolean', help: 'one JSON document instead of text; docs/doctor.md describes it' },
  },
  notes: [
    'It reads only. Exit code 1 where something is wrong, 2 where nothing is but not all could be looked at.',
    stageNote,
  ],
  examples: ['--stage dev', '--stage dev --json'],
  run: (values) =>
    withStage(values, async (stage) => {
      const given = values.package;
      const folder = typeof given === 'string' ? given : await packaged(stageOf(values));
      const document = await examine(stage, folder);
      if (values.json === true) console.log(JSON.stringify(document, null, 2));
      else tell(renderDoctor(document));
      return exitCodeOf(document);
    }),
};

const packaged = async (stage: string): Promise<string> =>
  IS_PACKAGE && stage === 'local' ? PACKAGED_LOCAL : (await packageService(stage)).folder;
