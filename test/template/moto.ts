import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A moto server: a stand-in for CloudFormation and what it creates, written by others (Python). */
export interface Moto {
  url: string;
  stop: () => Promise<void>;
}

export const motoIsInstalled = spawnSync('moto_server', ['--help']).status === 0;

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  await new Promise<void>((fulfil, reject) => {
    server.on('exit', () => {
      reject(new Error('moto_server ended before it was ready'));
    });
    server.stderr.on('data', (said: Buffer) => {
      if (said.includes('Running on')) fulfil();
    });
  });
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.kill();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
