import type { Service } from '../ground/index.ts';
import type { Page } from './cloud-api.ts';

/** Where the console lies; nothing else of the cloud answers below it. */
export const CONSOLE_PATH = '/_inlet/console/';

/** A page that is made when somebody first looks, and closed with the cloud if it was. */
export function pageWhenAsked(make: () => Promise<Page>): { service: Service; close: () => Promise<void> } {
  let made: Promise<Page> | undefined;
  return {
    async service(request, response) {
      made ??= make();
      // One that could not be made is tried again by the next request.
      made.catch(() => (made = undefined));
      await (await made).answer(request, response);
    },
    async close() {
      (await made)?.close();
    },
  };
}

/** Leads a browser that asks for the cloud's own address to the console. */
export const toConsole: Service = (request, response) => {
  request.resume();
  response.writeHead(303, { location: CONSOLE_PATH, 'cache-control': 'no-store' }).end();
  return Promise.resolve();
};
