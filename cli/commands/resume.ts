import { pausedText } from '../../lib/routes/index.ts';
import { resumeRoute } from '../../lib/ledger/index.ts';
import type { Command } from '../terminal/index.ts';
import { stageOption, withStage } from '../stage/index.ts';

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
