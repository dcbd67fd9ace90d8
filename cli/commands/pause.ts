import { reasonOf } from '../import/index.ts';
import { pauseRouteNamed } from '../route/index.ts';
import { stageOption, withStage } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';

export const pause: Command = {
  operand: { usage: '<route>' },
  options: {
    stage: stageOption,
    reason: {
      type: 'string',
      placeholder: '<text>',
      help: 'why; shown by inlet status and in the log of start-imports',
    },
  },
  notes: ['Files are still recorded; jobs that run go on. inlet resume <route> lets the rest go on.'],
  run: (values, route) =>
    withStage(values, async (stage) => {
      console.log(await pauseRouteNamed(stage, route, reasonOf(values)));
      return 0;
    }),
};
