import { describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ACCOUNT } from '../../../local/ground/principal.ts';
import { canTellPeak, peakOf } from '../../../tools/bench/processes.ts';
import { rawRequest } from './raw-request.ts';
import { startS3 } from './start-s3.ts';

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'inlet-s3-'));

/** The local S3 in a process of its own, to be killed; dies by itself in its commit when `dieIn` says so. */
async function startProcess(stateFolder: string, dieIn: 'commit' | 'nothing') {
  const script = join(import.meta.dirname, 's3-process.ts');
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', script, stateFolder, dieIn],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout });
  const [url] = (await once(lines, 'line')) as [string];
  return { child, url, ended: once(child, 'exit') };
}

describe('the local S3 after a kill -9', () => {
  test('in the middle of an upload: no object, and no bytes of it after the next start', async () => {
    const stateFolder = newFolder();
    const { child, url, ended } = await startProcess(stateFolder, 'nothing');
    expect((await rawRequest(`${url}/plain/kept`, 'PUT', { 'content-length': '4' }, 'kept')).status).toBe(
      200,
    );
    const half = request(`${url}/plain/half`, { method: 'PUT', headers: { 'content-length': '1000' } });
    half.on('error', () => undefined);
    half.write('x'.repeat(500));
    const incoming = join(stateFolder, 's3', 'incoming');
    while (readdirSync(incoming).length === 0) await rawRequest(url, 'GET');
    child.kill('SIGKILL');
    await ended;

    const running = await startS3(stateFolder);
    expect((await rawRequest(`${running.url}/plain/half`, 'HEAD')).status).toBe(404);
    expect((await rawRequest(`${running.url}/plain/kept`, 'GET')).body).toBe('kept');
    expect(running.blobFiles()).toHaveLength(1);
    await running.stop();
  });

  test('in the commit, with the bytes in place and the event written: no object, no event, no bytes', async () => {
    const stateFolder = newFolder();
    const { url, ended } = await startProcess(stateFolder, 'commit');
    const put = rawRequest(`${url}/plain/committing`, 'PUT', { 'content-length': '4' }, 'body');
    await expect(put).rejects.toThrow();
    await ended;

    const running = await startS3(stateFolder);
    expect((await rawRequest(`${running.url}/plain/committing`, 'HEAD')).status).toBe(404);
    expect(running.blobFiles()).toEqual([]);
    await running.stop();
  });

  test('unfinished files and blobs without an object are swept at the start, parts of uploads are kept', async () => {
    const stateFolder = newFolder();
    const folder = join(stateFolder, 's3');
    const { child, url, ended } = await startProcess(stateFolder, 'nothing');
    const created = await rawRequest(`${url}/plain/up?uploads`, 'POST');
    const uploadId = /<UploadId>(.*)<\/UploadId>/.exec(created.body)?.[1] ?? '';
    await rawRequest(
      `${url}/plain/up?partNumber=1&uploadId=${uploadId}`,
      'PUT',
      { 'content-length': '4' },
      'part',
    );
    child.kill('SIGKILL');
    await ended;
    mkdirSync(join(folder, 'blobs', 'ab'), { recursive: true });
    writeFileSync(join(folder, 'incoming', 'unfinished'), 'x');
    writeFileSync(join(folder, 'blobs', 'ab', 'abandoned'), 'x');

    const running = await startS3(stateFolder);
    expect(running.blobFiles()).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    const parts = await rawRequest(`${running.url}/plain/up?uploadId=${uploadId}`, 'GET');
    expect(parts.body).toContain('<PartNumber>1</PartNumber>');
    await running.stop();
  });
});

describe('the memory of the local S3', () => {
  if (!canTellPeak()) process.stderr.write('skipped, for only Linux tells it: the memory of the local S3\n');
  (canTellPeak() ? test : test.skip)(
    'does not grow with the size of what is put, copied and read',
    async () => {
      const { child, url, ended } = await startProcess(newFolder(), 'nothing');
      const transfer = async (name: string, size: number): Promise<void> => {
        const headers = { 'content-length': String(size) };
        expect(
          (await rawRequest(`${url}/plain/${name}`, 'PUT', headers, Buffer.alloc(size, 'x'))).status,
        ).toBe(200);
        const copy = { 'x-amz-copy-source': `plain/${name}` };
        expect((await rawRequest(`${url}/plain/${name}-copy`, 'PUT', copy)).status).toBe(200);
        const response = await fetch(`${url}/plain/${name}-copy`);
        let read = 0;
        for await (const piece of response.body ?? []) read += (piece as Uint8Array).length;
        expect(read).toBe(size);
      };
      await transfer('warm-up', 16 * 1024 ** 2);
      const before = peakOf(child.pid);
      await transfer('large', 160 * 1024 ** 2);
      expect(peakOf(child.pid) - before).toBeLessThan(80 * 1024 ** 2);
      child.kill('SIGKILL');
      await ended;
    },
  );
});

describe('the local S3 in process', () => {
  test('a file is moved in and can be read where it lies', async () => {
    const running = await startS3();
    const { s3, events } = running;
    const file = join(newFolder(), 'result.ndjson');
    writeFileSync(file, '{"a":1}\n');
    const put = await s3.putFile(ACCOUNT, {
      bucket: 'plain',
      key: 'result',
      file,
      contentType: 'application/x-ndjson',
    });
    expect(put).toMatchObject({ size: 8, headers: { 'content-type': 'application/x-ndjson' } });
    expect(() => readFileSync(file)).toThrow('ENOENT');
    const { path, size } = s3.blobPath(ACCOUNT, { bucket: 'plain', key: 'result' });
    expect([readFileSync(path, 'utf8'), size]).toEqual(['{"a":1}\n', 8]);
    expect(events.at(-1)?.object).toMatchObject({ key: 'result', size: 8, etag: put.etag });
    expect(() => s3.blobPath(ACCOUNT, { bucket: 'plain', key: 'missing' })).toThrow('does not exist');
    await running.stop();
  });

  test('objects, settings and the order of sequencers outlive a restart; a reset leaves the declared buckets', async () => {
    const stateFolder = newFolder();
    let now = 1_700_000_000_000;
    const first = await startS3(stateFolder, () => now);
    const before = await first.s3.putBytes(ACCOUNT, { bucket: 'versioned', key: 'k', bytes: 'one' });
    // A machine whose clock went back must not turn the order of a key's events around.
    now -= 3_600_000;
    first.s3.reset();
    expect(first.blobFiles()).toEqual([]);
    const after = await first.s3.putBytes(ACCOUNT, { bucket: 'versioned', key: 'k', bytes: 'two' });
    expect(after.sequence).toBeGreaterThan(before.sequence);
    await rawRequest(`${first.url}/made-by-hand`, 'PUT');
    first.s3.reset();
    expect((await rawRequest(`${first.url}/made-by-hand`, 'HEAD')).status).toBe(404);
    expect((await rawRequest(`${first.url}/versioned`, 'HEAD')).status).toBe(200);
    await first.stop();
  });
});
