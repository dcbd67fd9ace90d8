import type { IncomingMessage, ServerResponse } from 'node:http';
import { FixableError, nameOf } from '../../errors/index.ts';
import { SAFE_HEADERS, sendDocument, sendError } from './answer.ts';
import { sendImportReport } from './import-report.ts';
import type { Refresh, Trouble } from './refresh.ts';
import { createRefresh } from './refresh.ts';
import { runAction } from './run-action.ts';
import { isFilePath, takeFile } from './take-file.ts';
import type { ConsoleSources } from './sources.ts';
import { streamView } from './stream-view.ts';
import type { ViewDocument } from './documents.ts';
import { headOf, viewAt } from './views.ts';

/** How old a document may be, milliseconds: however many tabs are open, AWS is asked no more often. */
export const REFRESH_MS = { local: 500, stage: 5000 };

/** What a view is asked for; anything else in a query is none of it, and no reason to read once more. */
const ASKED = ['failed', 'detailType', 'importId', 'nextToken'];

/** Documents that are kept for the next viewer; each view, filter and page is one. */
const MOST_KEPT = 64;

export type ConsoleApi = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  query: URLSearchParams,
) => Promise<void>;

/**
 * The console's API: documents of views, a stream of each, lines, and actions.
 * @param sources where it reads; see {@link ConsoleSources}
 * @returns what answers a request by its path below `api/v1/`. Never rejects.
 */
export function createConsoleApi(sources: ConsoleSources): ConsoleApi {
  const everyMs = sources.session().isLocal ? REFRESH_MS.local : REFRESH_MS.stage;
  const kept = new Map<string, Refresh<ViewDocument | undefined>>();

  const refreshOf = (path: string, query: URLSearchParams): Refresh<ViewDocument | undefined> | undefined => {
    const read = viewAt(sources, path, query);
    if (!read) return undefined;
    const name = [path, ...ASKED.map((parameter) => query.get(parameter))].join('\n');
    const known = kept.get(name);
    if (known) return known;
    for (const [old, refresh] of kept) {
      if (kept.size < MOST_KEPT) break;
      if (refresh.viewers() === 0) kept.delete(old);
    }
    const made = createRefresh(read, {
      everyMs,
      troubleOf: (error) => troubleOf(sources.failure(error)),
    });
    kept.set(name, made);
    return made;
  };

  return async (request, response, path, query) => {
    try {
      await answer(request, response, path, query);
    } catch (thrown) {
      if (response.headersSent) response.destroy();
      else sendTrouble(response, troubleOf(sources.failure(thrown)));
    }
  };

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: URLSearchParams,
  ): Promise<void> {
    if (path.startsWith('actions/')) {
      await runAction(sources, path.slice('actions/'.length), request, response);
      return;
    }
    if (isFilePath(path)) {
      await takeFile(sources, path, request, response);
      return;
    }
    if (request.method !== 'GET') {
      sendError(
        response,
        405,
        'MethodNotAllowed',
        'Views are read with GET; only actions/<name> takes POST.',
      );
      return;
    }
    if (path === 'session') {
      sendDocument(response, 200, { ...headOf(sources, 'session'), ...sources.session() });
      return;
    }
    if (path === 'schemas') {
      sendDocument(response, 200, { ...headOf(sources, 'schemas'), ...sources.schemas() });
      return;
    }
    const [, importId, what] =
      /^imports\/([\w-]{1,128})\/(files|lines|failed\.ndjson|report\.html)$/.exec(path) ?? [];
    if (importId !== undefined && what === 'lines') {
      const found = await sources.lines(importId, query.get('kind'), query.get('nextToken'));
      sendDocument(response, 200, { ...headOf(sources, 'lines'), ...found });
      return;
    }
    if (importId !== undefined && what === 'files') {
      const found = await sources.files(importId, query.get('nextToken'));
      sendDocument(response, 200, { ...headOf(sources, 'files'), ...found });
      return;
    }
    if (importId !== undefined && what === 'report.html') {
      const isSent = await sendImportReport(sources, importId, query.get('data') === 'true', response);
      if (!isSent) notFound(response, path);
      return;
    }
    if (importId !== undefined) {
      await sendFailedLines(sources, importId, response);
      return;
    }
    if (path.startsWith('stream/')) {
      const refresh = refreshOf(path.slice('stream/'.length), query);
      if (refresh) streamView(sources, refresh, response);
      else notFound(response, path);
      return;
    }
    const reading = await refreshOf(path, query)?.read();
    if (!reading) notFound(response, path);
    else if (reading.value) sendDocument(response, 200, reading.value);
    else if (reading.trouble) sendTrouble(response, reading.trouble);
    else notFound(response, path);
  }
}

const notFound = (response: ServerResponse, path: string): void => {
  sendError(response, 404, 'NotFound', `There is nothing at ${path.slice(0, 200)}.`);
};

async function sendFailedLines(
  { failedLines }: ConsoleSources,
  importId: string,
  response: ServerResponse,
): Promise<void> {
  if (!failedLines) {
    sendError(response, 403, 'DataHidden', 'Lines of the data are shown with --show-data only.');
    return;
  }
  const lines = failedLines(importId)[Symbol.asyncIterator]();
  // What cannot be read at all is said before an answer has begun.
  let line = await lines.next();
  response.writeHead(200, {
    ...SAFE_HEADERS,
    'content-type': 'application/x-ndjson',
    'content-disposition': 'attachment; filename="failed.ndjson"',
  });
  try {
    for (; !line.done && !response.destroyed; line = await lines.next())
      if (!response.write(`${line.value}\n`)) await drained(response);
  } finally {
    await lines.return?.();
  }
  response.end();
}

const drained = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    response.once('drain', resolve);
    response.once('close', resolve);
  });

const sendTrouble = (response: ServerResponse, { code, message, isFixable }: Trouble): void => {
  sendError(response, isFixable ? 409 : 502, code, message);
};

/** Errors of AWS may hold names of resources, which the caller may see, and no data. */
function troubleOf(error: unknown): Trouble {
  if (error instanceof FixableError) return { code: error.code, message: error.message, isFixable: true };
  const code = nameOf(error);
  return { code, message: `It could not be read (${code}).`, isFixable: false };
}
