import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, targetOf } from '../../http/index.ts';
import type { LocalCloud } from '../cloud-api.ts';

/**
 * Streams every bus event as server-sent events (WHATWG HTML, "Server-sent events"): `id` is the event's
 * sequence in the log, `data` the whole EventBridge envelope and `busName`. `?from=0` begins at the
 * beginning, `?from=7` after event 7; a reconnecting client's Last-Event-ID counts like `from`.
 *
 * A client that does not read is not written to: what it has not taken stays in the log, and is read from there when it
 * goes on, as far as the log still has it.
 */
export function streamEvents(
  cloud: Pick<LocalCloud, 'onEvent'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const from = startOf(request);
  if (from === 'none') {
    sendJson(response, 400, {
      error: 'from takes the number of an event, 0 or more: ?from=0 begins at the beginning',
    });
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': events of every bus\n\n');
  let stop: () => void = () => undefined;
  const follow = (after: number | undefined): void => {
    stop = cloud.onEvent((event, sequence) => {
      if (response.write(`id: ${sequence}\ndata: ${JSON.stringify(event)}\n\n`)) return;
      stop();
      response.once('drain', () => {
        follow(sequence);
      });
    }, after);
  };
  response.on('close', () => {
    response.removeAllListeners('drain');
    stop();
  });
  follow(from);
}

/** After which event to begin; undefined for what comes from now on, `none` for what is no number of an event. */
function startOf(request: IncomingMessage): number | undefined | 'none' {
  const text = request.headers['last-event-id'] ?? targetOf(request).query.get('from');
  if (text === null) return undefined;
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : 'none';
}
