import type { IncomingMessage } from 'node:http';
import { ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';

/** The caller of a request crashes, before the request is carried out or after. */
export interface Crash {
  when: 'before' | 'after';
  /** Ends the caller, whose connections end with it. */
  kill: () => void;
}

/** A response that a service can answer whole and that is not sent; `kill` is called when it is complete, or abandoned. */
export function discardedResponse(request: IncomingMessage, kill: () => void): ServerResponse {
  const nowhere = new Duplex({
    read: () => undefined,
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const response = new ServerResponse(request);
  response.assignSocket(nowhere as never);
  response.once('finish', () => nowhere.destroy());
  nowhere.once('close', kill);
  return response;
}
