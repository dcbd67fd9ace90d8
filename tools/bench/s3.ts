import { execFile, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageStage } from '../build/index.ts';
import { startLocalCloud } from '../../local/boot/index.ts';
import { inFolder, writeObservations } from './in-folder.ts';
import { interleaved, timed } from './interleaved.ts';
import { report } from './report.ts';

const BYTES = 100_000_000;
const ROUNDS = 7;

/** A client in a process of its own, which does as little as a client can; it prints the milliseconds it took. */
const REQUEST = `
const [method, url, file] = process.argv.slice(1);
const { createReadStream, statSync } = require('node:fs');
const headers = method === 'PUT' ? { 'content-length': statSync(file).size } : {};
const begun = performance.now();
const request = require('node:http').request(url, { method, headers }, (response) => {
  response.resume().on('end', () => {
    process.stdout.write(String(performance.now() - begun));
    process.exit(response.statusCode === 200 ? 0 : 1);
  });
});
if (method === 'PUT') createReadStream(file).pipe(request);
else request.end();`;

async function request(method: 'PUT' | 'GET', url: string, file: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', REQUEST, method, url, file]);
  return Number(stdout);
}

/** Bytes a second of an upload to the local S3, with its ETag and checksum and on disk when it answers, and of a download. */
export async function s3Speed(): Promise<void> {
  const { folder: packageFolder } = await packageStage({ stage: 'local' });
  await inFolder(async (folder) => {
    const file = await writeObservations(folder, BYTES);
    const cloud = await startLocalCloud({ packageFolder, port: 0 });
    try {
      // Nothing reads this bucket: no event, no import.
      const url = `${cloud.url}/${cloud.names.resultsBucket}/bench.ndjson`;
      const { copy, put, get } = await interleaved(ROUNDS, {
        copy: () => timed(() => spawnSync('cp', [file, join(folder, 'copy.ndjson')])),
        put: () => request('PUT', url, file),
        get: () => request('GET', url, file),
      });
      report(`S3, ${BYTES / 1e6} MB, bytes a second`, 'the speed of cp', [
        ['PUT', copy / put],
        ['GET', copy / get],
      ]);
    } finally {
      await cloud.close();
    }
  });
}
