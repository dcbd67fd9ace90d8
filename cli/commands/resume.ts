import { resumeRouteNamed } from '../route/index.ts';
import { stageOption, withStage } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';
import { tell } from '../terminal/index.ts';

export const resume: Command = {
  operand: { usage: '<route>' },
  options: { stage: stageOption },
  run: (values, route = '') =>
    withStage(values, async (stage) => {
      tell((await resumeRouteNamed(stage, route)).split('\n'));
      return 0;
    }),
};
