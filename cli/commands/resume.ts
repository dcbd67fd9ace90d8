import { resumeRouteNamed } from '../route/index.ts';
import { stageNote, stageOption, withStage } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';
import { tell } from '../terminal/index.ts';

export const resume: Command = {
  notes: ['Its drops close and its imports start with the next run.', stageNote],
  examples: ['default'],
  operand: { usage: '<route>' },
  options: { stage: stageOption },
  run: (values, route = '') =>
    withStage(values, async (stage) => {
      tell((await resumeRouteNamed(stage, route)).split('\n'));
      return 0;
    }),
};
