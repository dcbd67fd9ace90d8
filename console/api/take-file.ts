import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendDocument, sendError } from './answer.ts';
import { NO_ACTION, refusalOf } from './run-action.ts';
import type { ConsoleSources } from './sources.ts';
import { headOf } from './views.ts';
import { countOf } from '../../errors/index.ts';

/** What becomes of a file that the page sends, by the path below `api/v1/`; each answers in a sentence. */
const FILE_PATHS = {
  drop: ({ drop }: ConsoleSources) =>
    drop &&
    (async (key: string, bytes: number, body: IncomingMessage) => {
      await drop(key, bytes, body);
      return { text: 'It is in the inbox.', result: null };
    }),
  judge: ({ judge }: ConsoleSources) =>
    judge &&
    (async (_key: string, _bytes: number, body: IncomingMessage) => {
      const result = await judge(body);
      return { text: `${countOf(result.lines, 'line')}, ${result.refused} of them refused.`, result };
    }),
};

type FilePath = keyof typeof FILE_PATHS;

export const isFilePath = (path: string): path is FilePath => Object.hasOwn(FILE_PATHS, path);

/** Takes one file: its key in a header, since keys do not stand in addresses. It is read as it comes. */
export async function takeFile(
  sources: ConsoleSources,
  path: FilePath,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const take = FILE_PATHS[path](sources);
  const refusal = refusalOf(sources, 'application/octet-stream', request) ?? (take ? undefined : NO_ACTION);
  const key = keyIn(request.headers['x-inlet-key']);
  const size = Number(request.headers['content-length'] ?? NaN);
  if (refusal || !take || key === undefined || Number.isNaN(size)) {
    request.resume();
    sendError(
      response,
      ...(refusal ?? [400, 'InvalidRequest', 'A file comes with x-inlet-key, URI-encoded, and its length.']),
    );
    return;
  }
  const done = await take(key, size, request);
  sendDocument(response, 200, { ...headOf(sources, 'action'), action: path, ...done });
}

function keyIn(header: string | string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  try {
    return decodeURIComponent(header) || undefined;
  } catch {
    return undefined;
  }
}
