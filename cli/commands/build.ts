import { buildFunctions } from '../../tools/build/index.ts';
import type { Command } from '../terminal/index.ts';
import { stageOf, stageOption } from '../stage/index.ts';

export const build: Command = {
  notes: ['`inlet package` and `sls deploy` build by themselves: this is for a look at the bundles.'],
  options: { stage: stageOption },
  async run(values) {
    const { functions } = await buildFunctions({ stage: stageOf(values) });
    for (const { name } of functions) console.log(`built ${name}`);
    return 0;
  },
};
