import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsoleSources } from '../api/index.ts';
import { SAFE_HEADERS, createConsoleApi, sendError } from '../api/index.ts';
import { API_PATH, ASSETS_PATH } from './paths.ts';
import { pageFiles } from './page-files.ts';
import { pageHeaders } from './page-headers.ts';

/** Answers one request below CONSOLE_PATH. Never rejects. */
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
    if (pathname.startsWith(API_PATH)) {
      await api(request, response, pathname.slice(API_PATH.length), searchParams);
      return;
    }
    if (request.method !== 'GET') {
      request.resume();
      sendError(response, 405, 'MethodNotAllowed', 'The page is read with GET.');
      return;
    }
    const isPage = !pathname.startsWith(ASSETS_PATH);
    const file = await fileNamed(isPage ? 'index.html' : pathname.slice(ASSETS_PATH.length)).catch(
      () => undefined,
    );
    if (!file) {
      sendError(response, 404, 'NotFound', 'The page has no such file.');
      return;
    }
    response.writeHead(200, {
      ...(isPage ? pageHeaders(request.headers.host) : SAFE_HEADERS),
      'content-type': file.contentType,
    });
    response.end(file.contents);
  };
}
