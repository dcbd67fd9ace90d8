import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConsoleService } from './console-service.ts';
import { CONSOLE_PATH } from './paths.ts';
import { createStageGuard } from './stage-guard.ts';

/** A console of a deployed stage that is being served. */
export interface ServedConsole {
  /** The address to open, with its one-time code. */
  address: string;
  close: () => Promise<void>;
}

/**
 * Serves a stage's console on loopback, behind its guard.
 * @param port 0 picks a free one
 * @throws the error of listening, such as EADDRINUSE
 */
export async function serveStage(console: ConsoleService, port: number): Promise<ServedConsole> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const taken = (server.address() as AddressInfo).port;
  const guard = createStageGuard(taken);
  server.on('request', (request, response) => {
    response.on('error', () => undefined);
    if (guard.refuse(request, response)) return;
    if (!(request.url ?? '').startsWith(CONSOLE_PATH)) {
      request.resume();
      response.writeHead(request.url === '/' ? 303 : 404, { location: CONSOLE_PATH }).end();
      return;
    }
    void console(request, response);
  });
  return {
    address: `http://127.0.0.1:${taken}${CONSOLE_PATH}?code=${guard.code}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
