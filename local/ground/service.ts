import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './principal.ts';

/** What the front door knows of a request before a service sees it. */
export interface RequestContext {
  caller: Caller;
  requestId: string;
}

/** A service of the local cloud: answers one HTTP request whole, errors included. */
export interface Service {
  (request: IncomingMessage, response: ServerResponse, context: RequestContext): Promise<void>;
  /** The actions that it has, for those who ask what there is. */
  actions?: readonly string[];
}
