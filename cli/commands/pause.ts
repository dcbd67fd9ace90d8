import { REASON, reasonOf } from '../import/index.ts';
import { pauseRouteNamed } from '../route/index.ts';
import { stageNote, stageOption, withStage } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';
import { tell } from '../terminal/index.ts';

export const pause: Command = {
  operand: { usage: '<route>' },
  options: {
    stage: stageOption,
    reason: {
      type: 'string',
      placeholder: '<text>',
      form: REASON,
      help: 'why; shown by inlet status and in the log of start-imports',
    },
  },
  notes: [
    'The routes are those of config/<stage>.json, where the first is called default. Files are still recorded; jobs that run go on. `npx inlet resume <route>` lets the rest go on.',
    stageNote,
  ],
  examples: ['default --reason "the source sends the wrong files"'],
  run: (values, route) =>
    withStage(values, async (stage) => {
      tell((await pauseRouteNamed(stage, route, reasonOf(values))).split('\n'));
      return 0;
    }),
};
