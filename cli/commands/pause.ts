import { pausedText } from '../../lib/routes/index.ts';
import { pauseRoute, pausedRoutes } from '../../lib/ledger/index.ts';
import type { Command } from '../terminal/index.ts';
import { routeNamed, stageOption, withStage } from '../stage/index.ts';
import { reasonOf } from '../import/index.ts';

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
      const { name } = routeNamed(stage, route);
      const reason = reasonOf(values);
      const pause = { route: name, since: stage.now(), ...(reason !== undefined && { reason }) };
      if (await pauseRoute(stage.ledger, pause)) {
        console.log(
          `${name} is paused: none of its drops closes and none of its imports starts.\nnext  npx inlet resume ${name}`,
        );
        return 0;
      }
      const standing = (await pausedRoutes(stage.ledger, [{ name }])).get(name);
      console.log(`${name} was paused before${standing ? ` (${pausedText(standing)})` : ''}.`);
      return 0;
    }),
};
