import type { IncomingMessage, ServerResponse } from 'node:http';
import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { streamEvents } from '../../../../local/boot/control/stream-events.ts';
import type { BusEvent } from '../../../../local/eventbridge/index.ts';

const EVENTS = 1000;

/** A log of so many events, which counts who follows it, and how many it has handed out. */
function aLog() {
  const log = { followers: 0, handedOut: 0 };
  return {
    log,
    onEvent(listener: (event: BusEvent, sequence: number) => void, from = Infinity) {
      let follows = true;
      log.followers += 1;
      queueMicrotask(() => {
        for (let sequence = from + 1; sequence <= EVENTS && follows; sequence += 1) {
          log.handedOut += 1;
          listener({ detail: { text: 'x'.repeat(1000) } } as unknown as BusEvent, sequence);
        }
      });
      return () => {
        if (follows) log.followers -= 1;
        follows = false;
      };
    },
  };
}

/** A client that takes what it is sent only when it is asked to. */
function aClient() {
  const taken: string[] = [];
  let take: () => void = () => undefined;
  let reads = false;
  const response = Object.assign(
    new Writable({
      highWaterMark: 16 * 1024,
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        taken.push(chunk);
        if (reads) setImmediate(done);
        else take = done;
      },
    }),
    { writeHead: () => response },
  ) as unknown as ServerResponse;
  return {
    response,
    ids: () => taken.flatMap((text) => [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))),
    read() {
      reads = true;
      take();
    },
  };
}

const FROM_THE_BEGINNING = { url: '/_inlet/events?from=0', headers: {} } as unknown as IncomingMessage;
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('a client that never reads is sent no more than a buffer holds, and nobody follows the log for it', async () => {
  const { log, ...cloud } = aLog();
  const { response } = aClient();
  streamEvents(cloud, FROM_THE_BEGINNING, response);
  await settled();
  expect(log.handedOut).toBeLessThan(50);
  expect(log.followers).toBe(0);
  response.destroy();
  await settled();
  expect(log.followers).toBe(0);
});

test('a slow client gets every event once, in order', async () => {
  const cloud = aLog();
  const client = aClient();
  streamEvents(cloud, FROM_THE_BEGINNING, client.response);
  await settled();
  client.read();
  while (client.ids().length < EVENTS) await settled();
  expect(client.ids()).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1));
});
