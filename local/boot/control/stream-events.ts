import type { IncomingMessage, ServerResponse } from 'node:http';
import { targetOf } from '../../http/index.ts';
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
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    connection: 'keep-alive',
  });
  response.write(': events of every bus\n\n');
  let stop: () => void = () => undefined;
  const follow = (from: number | undefined): void => {
    stop = cloud.onEvent((event, sequence) => {
      if (response.write(`id: ${sequence}\ndata: ${JSON.stringify(event)}\n\n`)) return;
      stop();
      response.once('drain', () => {
        follow(sequence);
      });
    }, from);
  };
  response.on('close', () => {
    response.removeAllListeners('drain');
    stop();
  });
  follow(startOf(request));
}

function startOf(request: IncomingMessage): number | undefined {
  const text = request.headers['last-event-id'] ?? targetOf(request).query.get('from');
  const from = Number(text ?? NaN);
  return Number.isInteger(from) && from >= 0 ? from : undefined;
}
