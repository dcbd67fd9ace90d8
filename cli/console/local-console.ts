import { createConsole } from '../../console/server/index.ts';
import type { LocalCloud, Page } from '../../local/boot/index.ts';
import { stageResources } from '../stage/index.ts';
import { consoleSources } from './console-sources.ts';
import { pageFolder } from './page-folder.ts';

/** The console of a local cloud: whoever may reach it may do everything, and its data is made up or the person's own. */
export async function localConsole({ url }: Pick<LocalCloud, 'url'>): Promise<Page> {
  const stage = await stageResources('local', { ...process.env, AWS_ENDPOINT_URL: url });
  return {
    answer: createConsole(consoleSources(stage, { mayAct: true, showsData: true }), pageFolder()),
    close: stage.close,
  };
}
