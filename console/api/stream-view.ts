import type { ServerResponse } from 'node:http';
import { SAFE_HEADERS } from './answer.ts';
import type { Refresh } from './refresh.ts';
import type { ConsoleSources } from './sources.ts';
import type { ViewDocument } from './documents.ts';

/** How often something is sent though nothing has changed, milliseconds: proxies and browsers close what is silent. */
const BEAT_MS = 15_000;

/**
 * Streams a view as server-sent events (WHATWG HTML, "Server-sent events"): `document` with the whole document whenever
 * it has changed in more than its time, `stale` with a sentence while it cannot be read, `gone` where there is none.
 */
export function streamView(
  { now }: Pick<ConsoleSources, 'now'>,
  refresh: Refresh<ViewDocument | undefined>,
  response: ServerResponse,
): void {
  response.writeHead(200, { ...SAFE_HEADERS, 'content-type': 'text/event-stream' });
  let sent = '';
  let isFull = false;
  const send = (event: string, data: unknown, essence: string): void => {
    // A viewer that does not read gets the newest document when it does, not all between.
    if (isFull || essence === sent) return;
    sent = essence;
    isFull = !response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    if (isFull)
      response.once('drain', () => {
        isFull = false;
      });
  };
  const unwatch = refresh.watch(({ value, trouble }) => {
    if (trouble !== null)
      send('stale', { message: trouble.message, at: new Date(now()).toISOString() }, trouble.message);
    else if (value) send('document', value, JSON.stringify({ ...value, at: '' }));
    else send('gone', {}, 'gone');
  });
  const beat = setInterval(() => response.write(': still here\n\n'), BEAT_MS).unref();
  response.on('close', () => {
    clearInterval(beat);
    unwatch();
  });
}
