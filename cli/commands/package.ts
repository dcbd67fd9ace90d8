import { packageStage } from '../build/package-stage.ts';
import type { Command } from '../command.ts';
import { stageOption, stageOf } from './stage-option.ts';

export const packageCommand: Command = {
  name: 'package',
  summary: 'Package a stage as it would be deployed (CloudFormation template and zips), without an account',
  options: { stage: stageOption },
  async run(values) {
    const { template, packaged } = await packageStage({ stage: stageOf(values) });
    console.log(`${packaged ? 'packaged' : 'up to date'}: ${template}`);
    return 0;
  },
};
