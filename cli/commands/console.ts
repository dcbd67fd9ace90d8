import { once } from 'node:events';
import { CONSOLE_PATH, createConsole, serveStage } from '../../console/server/index.ts';
import { consoleSources, pageFolder } from '../console/index.ts';
import { onInterrupt } from '../local/index.ts';
import { stageOf, stageOption, withStage } from '../stage/index.ts';
import type { Command } from '../terminal/index.ts';
import { numberOf } from '../terminal/index.ts';

export const consoleCommand: Command = {
  options: {
    stage: stageOption,
    port: {
      type: 'string',
      placeholder: '<n>',
      number: { from: 0, to: 65_535 },
      help: 'port on loopback; a free one unless said',
    },
    'allow-actions': {
      type: 'boolean',
      help: 'let the page pause, resume, import again and redrive; without it the page only shows',
    },
    'show-data': { type: 'boolean', help: 'let the page show lines that failed: of patients, perhaps' },
  },
  notes: [
    'It reads with your own AWS credentials, which the browser never gets. The printed address works once.',
    'The local cloud serves its own console: --stage local says where.',
  ],
  examples: ['--stage dev --allow-actions'],
  judge: (values) =>
    values.port !== undefined && stageOf(values) === 'local'
      ? '--port says nothing at stage local, whose cloud serves its own console: leave it out, or name another --stage'
      : undefined,
  run: (values) =>
    withStage(values, async (stage) => {
      // It serves its own, with the bus, the clock and all that one may try there.
      if (stage.stage === 'local') {
        console.log(`open  ${stage.endpoint}${CONSOLE_PATH}`);
        return 0;
      }
      const { signal, exitCode, dispose } = onInterrupt();
      const sources = consoleSources(stage, {
        mayAct: values['allow-actions'] === true,
        showsData: values['show-data'] === true,
      });
      const served = await serveStage(createConsole(sources, pageFolder()), numberOf(values, 'port', 0));
      try {
        console.log(`open  ${served.address}\nstop  Ctrl-C`);
        if (!signal.aborted) await once(signal, 'abort');
        return exitCode();
      } finally {
        dispose();
        await served.close();
      }
    }),
};
