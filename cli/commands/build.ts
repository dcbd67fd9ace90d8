import { buildFunctions } from '../../tools/build/build-functions.ts';
import type { Command } from '../terminal/command.ts';
import { stageOption, stageOf } from '../stage/stage-option.ts';

export const build: Command = {
  options: { stage: stageOption },
  async run(values) {
    const { functions } = await buildFunctions({ stage: stageOf(values) });
    for (const { name } of functions) console.log(`built ${name}`);
    return 0;
  },
};
