import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A moto server: a stand-in for CloudFormation and what it creates, written by others (Python). */
export interface Moto {
  url: string;
  stop: () => Promise<void>;
}

export const motoIsInstalled = spawnSync('moto_server', ['--help']).status === 0;

export async function startMoto(): Promise<Moto> {
  // It takes a free port, and says which.
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  const url = await new Promise<string>((fulfil, reject) => {
    let said = '';
    server.on('exit', () => {
      reject(new Error(`moto_server ended before it was ready: ${said}`));
    });
    server.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const [, found] = /Running on (http:\/\/127\.0\.0\.1:\d+)\s/.exec(said) ?? [];
      if (found !== undefined) fulfil(found);
    });
  });
  return {
    url,
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}

/**
 * A server before moto, whose S3 shows that a bucket sends its events to EventBridge: moto keeps that, and leaves it out
 * of what it answers.
 * @param notifies whether a bucket does, asked at each call
 */
export async function showingEventBridge(url: string, notifies: () => boolean): Promise<Moto> {
  const server = createHttpServer((asked, answer) => {
    if (asked.method === 'GET' && /[?&]notification\b/.test(asked.url ?? '') && notifies()) {
      answer.setHeader('content-type', 'application/xml');
      answer.end(
        '<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EventBridgeConfiguration/></NotificationConfiguration>',
      );
      return;
    }
    const { method, headers } = asked;
    const passed = request(`${url}${asked.url ?? ''}`, { method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 500, given.headers);
      given.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
