import { createConsole } from '../../console/server/index.ts';
import type { Page } from '../../local/boot/index.ts';
import { stageResources } from '../stage/index.ts';
import type { RunningCloud } from './console-context.ts';
import { consoleSources } from './console-sources.ts';
import { pageFolder } from './page-folder.ts';

/** The console of a local cloud: whoever may reach it may do everything, and its data is made up or the person's own. */
export async function localConsole(cloud: RunningCloud): Promise<Page> {
  const stage = await stageResources('local', { ...process.env, AWS_ENDPOINT_URL: cloud.url });
  return {
    answer: createConsole(consoleSources(stage, { mayAct: true, showsData: true }, cloud), pageFolder()),
    close: stage.close,
  };
}
