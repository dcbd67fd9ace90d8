import { packageStage } from '../../tools/build/package-stage.ts';
import type { Command } from '../terminal/command.ts';
import { stageOption, stageOf } from '../stage/stage-option.ts';

export const packageCommand: Command = {
  options: { stage: stageOption },
  async run(values) {
    const { template, packaged } = await packageStage({ stage: stageOf(values) });
    console.log(`${packaged ? 'packaged' : 'up to date'}: ${template}`);
    return 0;
  },
};
