import { packageService } from '../../tools/build/index.ts';
import type { Command } from '../terminal/index.ts';
import { printable } from '../terminal/index.ts';
import { exitOnSignals } from '../local/index.ts';
import { stageOf, stageOption } from '../stage/index.ts';

export const packageCommand: Command = {
  notes: ['What it makes lies in dist/<stage>/package/. Nothing is deployed.'],
  examples: ['--stage dev'],
  options: { stage: stageOption },
  async run(values) {
    exitOnSignals();
    const { template, packaged } = await packageService(stageOf(values));
    // Whole, however long it is: it is there to be pasted.
    console.log(printable(`${packaged ? 'packaged' : 'up to date'}: ${template}`));
    return 0;
  },
};
