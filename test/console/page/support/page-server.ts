import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:http';
import type { ConsoleSources } from '../../../../console/api/index.ts';
import { CONSOLE_PATH, createConsole } from '../../../../console/server/index.ts';
import { PROJECT } from '../../../../tools/build/project.ts';
import { buildConsolePage } from '../../../../tools/scripts/console-page.mjs';

/** The page as `inlet` has it, in a folder of its own. */
export interface BuiltPage {
  folder: string;
  remove: () => Promise<void>;
}

/** Builds the page. */
export async function builtPage(): Promise<BuiltPage> {
  const folder = await mkdtemp(join(tmpdir(), 'inlet-console-page-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await buildConsolePage(PROJECT, folder);
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}

/** The console alone, with documents made by hand. */
export interface PageServer {
  /** Of the console, with a slash at its end. */
  url: string;
  port: number;
  close: () => Promise<void>;
}

/** @param port one that was taken before, for a restart; else a free one */
export async function servePage(sources: ConsoleSources, folder: string, port = 0): Promise<PageServer> {
  const answer = createConsole(sources, folder);
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${taken}${CONSOLE_PATH}`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
