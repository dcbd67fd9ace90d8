import type { Server } from 'node:http';
import type { FixableErrorOptions } from '../../errors/index.ts';
import { FixableError } from '../../errors/index.ts';

/** The local cloud cannot have its address: the text says why, and what to do. */
export class ListenError extends FixableError {
  override name = 'ListenError';

  constructor(message: string, options?: FixableErrorOptions) {
    super('AddressUnavailable', message, options);
  }
}

/** Listens, or says in words why it cannot. @throws ListenError that names the port and what to do */
export const listen = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => {
      const why = WHY[error.code ?? '']?.(host, port) ?? error.message;
      reject(new ListenError(why, { cause: error, actual: `${host}:${port}`, expected: FREE_ADDRESS }));
    };
    server.once('error', refused);
    server.listen(port, host, () => {
      server.off('error', refused);
      resolve();
    });
  });

const FREE_ADDRESS = 'an address of this machine and a port that is free to this user';

const WHY: Readonly<Record<string, (host: string, port: number) => string>> = {
  EADDRINUSE: (host, port) =>
    `port ${port} of ${host} is in use, perhaps by another local cloud: stop that one, or take another port with --port (0 picks a free one)`,
  EACCES: (_host, port) => `port ${port} may not be opened by this user: take one from 1024 on with --port`,
  EADDRNOTAVAIL: (host) => `${host} is no address of this machine`,
  ENOTFOUND: (host) => `${host} is no host that this machine knows`,
};
