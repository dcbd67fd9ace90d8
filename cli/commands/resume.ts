import { pausedText } from '../../lib/drops/why-open.ts';
import { resumeRoute } from '../../lib/ledger/paused-routes.ts';
import type { Command } from '../terminal/command.ts';
import { withStage } from '../stage/with-stage.ts';
import { stageOption } from '../stage/stage-option.ts';

export const resume: Command = {
  operand: { usage: '<route>' },
  options: { stage: stageOption },
  run: (values, route = '') =>
    withStage(values, async ({ ledger }) => {
      // A route that the configuration has no more can be paused still, so its name is not looked up.
      const pause = await resumeRoute(ledger, route);
      console.log(
        pause
          ? `${route} goes on with the next run (${pausedText(pause)}).\nnext  npx inlet status --watch`
          : `${route} was not paused.`,
      );
      return 0;
    }),
};
