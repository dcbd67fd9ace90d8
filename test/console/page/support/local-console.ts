import type { CDPSession, Page } from 'playwright-core';
import { consoleSources } from '../../../../cli/console/console-sources.ts';
import { stageResources } from '../../../../cli/stage/stage-resources.ts';
import type { ConsoleSources } from '../../../../console/api/index.ts';
import type { ConsoleService } from '../../../../console/server/index.ts';
import { CONSOLE_PATH, createConsole } from '../../../../console/server/index.ts';
import type { CloudOptions } from '../../../../local/boot/cloud-api.ts';
import type { CloudUnderTest } from '../../../support/cloud.ts';
import { startCloud } from '../../../support/cloud.ts';
import { builtPage } from './page-server.ts';

/** A local cloud with its console, as `inlet local` has it. */
export interface CloudWithConsole extends CloudUnderTest {
  /** Of the console, with a slash at its end. */
  consoleUrl: string;
}

interface Watched {
  sources?: (sources: ConsoleSources) => ConsoleSources;
  service?: (answer: ConsoleService) => ConsoleService;
}

/**
 * @param watched stands before the console: what a test wants to see of its readings and requests
 */
export async function startCloudWithConsole(
  options: Partial<CloudOptions> = {},
  { sources: watchedSources = (sources) => sources, service = (answer) => answer }: Watched = {},
): Promise<CloudWithConsole> {
  const built = await builtPage();
  try {
    const cloud = await startCloud({
      ...options,
      console: async (running) => {
        const stage = await stageResources('local', { AWS_ENDPOINT_URL: running.url });
        const sources = consoleSources(stage, { mayAct: true, showsData: true }, running);
        return {
          answer: service(createConsole(watchedSources(sources), built.folder)),
          close: stage.close,
        };
      },
    });
    return {
      ...cloud,
      consoleUrl: cloud.url + CONSOLE_PATH,
      end: () => cloud.end().finally(built.remove),
    };
  } catch (error) {
    await built.remove();
    throw error;
  }
}

/** Lets a file or a folder of this machine fall onto the middle of what a selector finds, as from the desktop. */
export async function dropOnto(page: Page, selector: string, path: string): Promise<void> {
  const target = page.locator(selector);
  await target.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await target.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const session: CDPSession = await page.context().newCDPSession(page);
  // Playwright itself drags within a page only.
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', {
      type,
      x: x + width / 2,
      y: y + height / 2,
      data: { items: [], files: [path], dragOperationsMask: 1 },
    });
  await session.detach();
}
