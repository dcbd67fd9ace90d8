import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from '../../local/ground/principal.ts';
import { OWNER_ACCESS_KEY, SECRET_ACCESS_KEY } from '../../local/ground/account.ts';
import { ACCOUNT } from '../../local/ground/principal.ts';
import type { Service } from '../../local/ground/service.ts';

/** One service of the local cloud on a free port of loopback, for tests that need no front door. */
export async function serve(
  service: Service,
  caller: () => Caller = () => ACCOUNT,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    service(request, response, { caller: caller(), requestId: 'test' }).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  // As the front door has it: a test that computes for seconds finds its connection as it was.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** What every SDK client of a test is made with. */
export const clientSettings = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: OWNER_ACCESS_KEY, secretAccessKey: SECRET_ACCESS_KEY },
});
