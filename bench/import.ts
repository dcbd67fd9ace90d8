import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { packageStage } from '../cli/build/package-stage.ts';
import { dropFiles } from '../cli/drop-files.ts';
import { chunks } from '../cli/sample-population/chunks.ts';
import { largeFile } from '../cli/sample-population/large-file.ts';
import { startLocalCloud } from '../local/cloud.ts';
import { median, report } from './report.ts';

const BYTES = 80_000_000;
const RUNS = 3;

/** The yardstick: read, split at line ends, JSON.parse. */
async function parse(file: string): Promise<number> {
  const begun = performance.now();
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let text: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10)) {
      JSON.parse(text.toString('utf8', 0, end));
      text = text.subarray(end + 1);
    }
    rest = text;
  }
  return performance.now() - begun;
}

/** Bytes a second of an import by the local HealthLake, IN_PROGRESS to its end, and what memory it takes. */
export async function importSpeed(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'inlet-bench-'));
  const file = join(folder, 'Observation.ndjson');
  await pipeline(Readable.from(chunks(largeFile({ bytes: BYTES }).lines())), createWriteStream(file));
  const { folder: packageFolder } = await packageStage({ stage: 'local' });
  const ratios: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const parsed = await parse(file);
    const cloud = await startLocalCloud({ packageFolder, port: 0 });
    let begun = 0;
    const ended = new Promise<number>((resolve) => {
      cloud.onEvent((event) => {
        if (event['detail-type'] === 'Import Job In Progress') begun = performance.now();
        if (event['detail-type'] === 'Import Job Completed') resolve(performance.now() - begun);
      });
    });
    await dropFiles(cloud.url, cloud.names.inboxBucket, [{ file, key: 'Observation.ndjson' }]);
    ratios.push(parsed / (await ended));
    await cloud.close();
  }
  rmSync(folder, { recursive: true, force: true });
  report(
    `import of ${BYTES / 1e6} MB, with results written and every event sent`,
    'the speed of read + split + JSON.parse',
    [['bytes a second', median(ratios)]],
  );
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (peak !== undefined) console.log(`  the process took ${Math.round(Number(peak) / 1000)} MB at most`);
}
