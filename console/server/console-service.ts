import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsoleSources } from '../api/index.ts';
import { SAFE_HEADERS, createConsoleApi, sendError } from '../api/index.ts';
import { pageFiles } from './page-files.ts';

/** Where the console lies, on the local cloud and of a stage alike. */
export const CONSOLE_PATH = '/_inlet/console/';

const API = 'api/v1/';
const ASSETS = 'assets/';

/** Answers one request below {@link CONSOLE_PATH}. Never rejects. */
export type ConsoleService = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * The console: its page, the page's files and its API. Every path that is neither API nor file is a view's address and gets
 * the page, which shows that view.
 * @param pageFolder the built page
 */
export function createConsole(sources: ConsoleSources, pageFolder: string): ConsoleService {
  const api = createConsoleApi(sources);
  const fileNamed = pageFiles(pageFolder);
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://console');
    const path = pathname.slice(CONSOLE_PATH.length);
    if (path.startsWith(API)) {
      await api(request, response, path.slice(API.length), searchParams);
      return;
    }
    if (request.method !== 'GET') {
      request.resume();
      sendError(response, 405, 'MethodNotAllowed', 'The page is read with GET.');
      return;
    }
    const file = await fileNamed(path.startsWith(ASSETS) ? path.slice(ASSETS.length) : 'index.html').catch(
      () => undefined,
    );
    if (!file) {
      sendError(response, 404, 'NotFound', 'The page has no such file.');
      return;
    }
    response.writeHead(200, { ...SAFE_HEADERS, 'content-type': file.contentType });
    response.end(file.contents);
  };
}
