import type { ActionDocument, ErrorDocument } from '../api/index.ts';
import { BASE } from './address.ts';

export const API = `${BASE}api/v1/`;

/** Where a tab keeps which stage was named for its actions. */
export const CONFIRMED_STAGE = 'inlet-confirmed-stage';

/** What the console answers in place of a document. */
export class ConsoleError extends Error {
  readonly code: string;
  constructor({ error }: ErrorDocument) {
    super(error.message);
    this.code = error.code;
  }
}

/** The code of what never came: the cloud is stopped, or the network gone. */
export const NO_ANSWER = 'NoAnswer';

/** The browser's own words ("Failed to fetch") say nothing to a person. @throws ConsoleError */
const ask = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(API + path, init).catch(() => {
    throw new ConsoleError(SILENCE);
  });

const SILENCE: ErrorDocument = { error: { code: NO_ANSWER, message: 'The console does not answer.' } };

async function documentIn<T>(response: Response): Promise<T> {
  const body = (await response.json().catch(() => ({
    error: { code: 'NoDocument', message: `The console answered ${response.status}.` },
  }))) as T | ErrorDocument;
  if (!response.ok) throw new ConsoleError(body as ErrorDocument);
  return body as T;
}

/** Reads one document. @throws ConsoleError */
export const read = async <T>(path: string): Promise<T> => documentIn<T>(await ask(path));

/** Does an action; the header is what no page of another origin can send. @throws ConsoleError */
export const act = async (name: string, body: object): Promise<ActionDocument> =>
  documentIn<ActionDocument>(
    await ask(`actions/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-inlet-console': '1',
        'x-inlet-stage': sessionStorage.getItem(CONFIRMED_STAGE) ?? '',
      },
      body: JSON.stringify(body),
    }),
  );

/**
 * Sends a file: `drop` puts it into the inbox, `judge` says what an import would make of its lines and keeps nothing.
 * @param sent is told of how many bytes have left
 * @throws ConsoleError
 */
export const sendFile = (
  path: 'drop' | 'judge',
  key: string,
  file: Blob,
  sent: (bytes: number) => void = () => undefined,
): Promise<ActionDocument> =>
  new Promise((resolve, reject) => {
    // fetch tells nothing of how far an upload is.
    const request = new XMLHttpRequest();
    request.open('POST', API + path);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.setRequestHeader('x-inlet-console', '1');
    // Keys are kept out of addresses, and headers hold ASCII.
    request.setRequestHeader('x-inlet-key', encodeURIComponent(key));
    request.upload.onprogress = ({ loaded }) => {
      sent(loaded);
    };
    request.onload = () => {
      if (request.status === 200) resolve(JSON.parse(request.responseText) as ActionDocument);
      else reject(new ConsoleError(errorIn(request.responseText, request.status)));
    };
    request.onerror = () => {
      reject(new ConsoleError(SILENCE));
    };
    request.send(file);
  });

function errorIn(text: string, status: number): ErrorDocument {
  try {
    return JSON.parse(text) as ErrorDocument;
  } catch {
    return { error: { code: 'NoDocument', message: `The console answered ${status}.` } };
  }
}
