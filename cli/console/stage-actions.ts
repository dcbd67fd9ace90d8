import type { ConsoleAction } from '../../console/api/index.ts';
import { UsageError } from '../../errors/index.ts';
import { doAgain, reasonOf } from '../import/index.ts';
import { dropLines, findImport, renderRedrive } from '../redrive/index.ts';
import { pauseRouteNamed, resumeRouteNamed } from '../route/index.ts';
import type { StageResources } from '../stage/index.ts';
import type { ConsoleContext } from './console-context.ts';
import { shownKeys } from './shown-keys.ts';

type Actions = Readonly<Record<string, ConsoleAction>>;

/** A text that an action needs. @throws UsageError where it is missing */
export function textIn(request: Readonly<Record<string, unknown>>, member: string): string {
  const value = request[member];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`${member} is missing`, { actual: typeof value, expected: 'a text' });
}

const withoutNext = (text: string): string => text.split('\nnext  ')[0] ?? text;

/** The actions that a stage takes from the console: the command line's, with their refusals. */
export const stageActions = (context: ConsoleContext): Actions => {
  const { stage }: { stage: StageResources } = context;
  return {
    pause: async (request) => ({
      text: withoutNext(await pauseRouteNamed(stage, textIn(request, 'route'), reasonIn(request))),
    }),
    resume: async (request) => ({
      text: withoutNext(await resumeRouteNamed(stage, textIn(request, 'route'))),
    }),
    async again(request) {
      const importId = textIn(request, 'importId');
      const { attempt } = await doAgain(stage, importId, {
        reason: reasonIn(request),
        overwrite: request.overwrite === true,
        deletedToo: request.deletedToo === true,
      });
      return { text: `${importId} is done again: attempt ${attempt}.`, result: { importId, attempt } };
    },
    async redrive(request) {
      const found = await findImport(stage, textIn(request, 'importId'));
      const document = await dropLines(stage, found, {
        // As `inlet redrive --drop`: what was refused for its content would be refused again.
        selection: request.all === true ? 'all' : 'server-errors',
        overwrite: request.overwrite === true,
      });
      const result = shownKeys(context, document);
      return { text: renderRedrive(result).join('\n'), result };
    },
  };
};

const reasonIn = ({ reason }: Readonly<Record<string, unknown>>): string | undefined =>
  reasonOf(typeof reason === 'string' ? { reason } : {});
