import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { listen } from '../../../local/http/listen.ts';

const first = createServer();
afterEach(() => {
  first.close();
});

test('a port in use is an error with the address that was asked for and the cause', async () => {
  await listen(first, '127.0.0.1', 0);
  const { port } = first.address() as AddressInfo;
  await expect(listen(createServer(), '127.0.0.1', port)).rejects.toMatchObject({
    name: 'ListenError',
    code: 'AddressUnavailable',
    actual: `127.0.0.1:${port}`,
    expected: expect.stringContaining('free'),
    cause: { code: 'EADDRINUSE' },
  });
});
