import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { NO_ENDPOINT, localEndpoint } from '../../../cli/stage/local-endpoint.ts';
import { recordCloud } from '../../../cli/stage/running-clouds.ts';
import { temporaryFolder } from '../../support/cloud.ts';
import { runInlet, unbroken } from '../../support/run-inlet.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const servers: ReturnType<typeof createServer>[] = [];
let TMPDIR: string | undefined;
beforeEach(async () => {
  temporary = await temporaryFolder();
  TMPDIR = process.env.TMPDIR;
  process.env.TMPDIR = temporary.folder;
});
afterEach(async () => {
  jest.restoreAllMocks();
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  for (const server of servers.splice(0)) server.close();
  await temporary.remove();
});

/** What answers as a local cloud does that is asked for its health. */
async function answering(instance: string): Promise<{ url: string; instance: string }> {
  const server = createServer((_, response) => {
    response.end(JSON.stringify({ ready: true, instance, datastores: [{ datastoreId: `of-${instance}` }] }));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, instance };
}

const recordFolder = (): string => join(temporary.folder, readdirSync(temporary.folder)[0] ?? '');
const recorded = (): string[] => readdirSync(recordFolder());

test('where none is known to run, commands go to the usual address', async () => {
  expect(await localEndpoint({})).toBe('http://127.0.0.1:4566');
});

test('a cloud at another port is found by itself, and forgotten when it ends', async () => {
  const cloud = await answering('a');
  const forget = recordCloud(cloud);
  expect(await localEndpoint({})).toBe(cloud.url);
  expect(await localEndpoint({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1/' })).toBe('http://127.0.0.1:1');
  forget?.();
  expect(await localEndpoint({})).toBe('http://127.0.0.1:4566');
});

test('one that was killed is passed over, whoever listens at its address now, and its record goes', async () => {
  const gone = await answering('gone');
  servers.pop()?.close();
  recordCloud(gone);
  const other = await answering('another');
  recordCloud({ ...other, instance: 'earlier' });
  expect(recorded().toSorted()).toEqual(['earlier.json', 'gone.json']);
  expect(await localEndpoint({})).toBe('http://127.0.0.1:4566');
  expect(recorded()).toEqual([]);
});

test('of several all are named, and nobody is led to one of them unasked', async () => {
  const [a, b] = [await answering('a'), await answering('b')].toSorted((one, two) =>
    one.url < two.url ? -1 : 1,
  ) as [{ url: string; instance: string }, { url: string; instance: string }];
  recordCloud(b);
  recordCloud(a);
  for (const args of [['env'], ['status'], ['token', '--scope', 'system/*.rs'], ['trace', 'imp-1']]) {
    const { code, stdout, stderr } = await runInlet('', args);
    expect([code, unbroken(stderr)]).toEqual([
      1,
      expect.stringContaining(
        `2 local clouds run, at ${a.url} and ${b.url}: say which by AWS_ENDPOINT_URL, as in \`eval "$(AWS_ENDPOINT_URL=${a.url} npx inlet env)"\``,
      ),
    ]);
    if (args[0] === 'env') expect(stdout).toContain(`export AWS_ENDPOINT_URL='${NO_ENDPOINT}'`);
  }
  const { stdout } = await runInlet(b.url, ['env']);
  expect(stdout).toContain(`export INLET_DATASTORE_ID='of-${b.instance}'`);
});

test('a shell in which inlet env failed finds the cloud that is started afterwards', async () => {
  const none = await runInlet('http://127.0.0.1:1', ['env']);
  expect([none.code, none.stdout]).toEqual([1, expect.stringContaining(`AWS_ENDPOINT_URL='${NO_ENDPOINT}'`)]);
  const cloud = await answering('later');
  recordCloud(cloud);
  expect((await runInlet(NO_ENDPOINT, ['env'])).stdout).toContain(`export AWS_ENDPOINT_URL='${cloud.url}'`);
});

test('what others could have written there is not believed, and what is half written is passed over', async () => {
  const cloud = await answering('a');
  recordCloud(cloud);
  writeFileSync(join(recordFolder(), 'half.json'), '{"url": "http://127.0');
  expect(await localEndpoint({})).toBe(cloud.url);
  jest.spyOn(process, 'getuid').mockReturnValue(12_345);
  expect(recordCloud(cloud)).toBeUndefined();
  writeFileSync(join(temporary.folder, 'inlet-running-12345', 'a.json'), JSON.stringify(cloud));
  expect(await localEndpoint({})).toBe('http://127.0.0.1:4566');
  jest.restoreAllMocks();
  process.env.TMPDIR = join(temporary.folder, 'none');
  expect(recordCloud(cloud)).toBeDefined();
  mkdirSync(join(temporary.folder, 'file'));
  writeFileSync(join(temporary.folder, 'file', 'x'), '');
  process.env.TMPDIR = join(temporary.folder, 'file', 'x');
  expect(recordCloud(cloud)).toBeUndefined();
});
