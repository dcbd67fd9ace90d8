import { createWriteStream, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DescribeFHIRImportJobCommand, HealthLakeClient } from '@aws-sdk/client-healthlake';
import { chunks } from '../../tools/sample-population/chunks.ts';
import { largeFile } from '../../tools/sample-population/large-file.ts';
import { dropFiles } from '../../tools/upload/drop-files.ts';
import type { ImportJobStatusChanged } from '../../events/types.generated.ts';
import { runningClouds } from '../../cli/stage/running-clouds.ts';
import type { CloudState } from '../../local/boot/cloud-api.ts';
import { temporaryFolder, until } from '../support/cloud.ts';
import type { InletProcess } from '../support/inlet-process.ts';
import { startInlet } from '../support/inlet-process.ts';
import { clientSettings } from '../support/server.ts';

/** Enough for an import that is under way when it is looked at. */
const BYTES = 10_000_000;

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
let lines: number;
const running = new Set<InletProcess>();

beforeAll(async () => {
  temporary = await temporaryFolder();
  file = join(temporary.folder, 'Patient.ndjson');
  const large = largeFile({ bytes: BYTES });
  lines = large.expected.lines;
  await pipeline(Readable.from(chunks(large.lines())), createWriteStream(file));
});
afterAll(async () => {
  for (const inlet of running) inlet.kill('SIGKILL');
  await temporary.remove();
});

const start = (state: string): InletProcess => {
  const inlet = startInlet(['local', '--port', '0', '--state', join(temporary.folder, state), '--json']);
  running.add(inlet);
  return inlet;
};
const kill = async (inlet: InletProcess): Promise<void> => {
  inlet.kill('SIGKILL');
  await inlet.exit();
  running.delete(inlet);
};
const stateOf = async (url: string): Promise<CloudState> =>
  (await (await fetch(`${url}/_inlet/state`)).json()) as CloudState;

/** What the killed process wrote and what the next one wrote, as one stream of events: its log survives. */
async function statusEvents(url: string): Promise<ImportJobStatusChanged[]> {
  const response = await fetch(`${url}/_inlet/events?from=0`);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  await until(async () => {
    text += (await reader?.read())?.value ?? '';
    return text.includes('"status":"COMPLETED"');
  }, 'the event of the end');
  await reader?.cancel();
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)) as { 'detail-type': string; detail: ImportJobStatusChanged })
    .filter((event) => event['detail-type'] === 'Import Job Status Changed')
    .map(({ detail }) => detail);
}

describe('a local cloud that is killed with kill -9', () => {
  const moments: Record<string, (url: string, stateFolder: string) => Promise<unknown>> = {
    'right after the upload': () => Promise.resolve(),
    'when the drop was closed': (url) =>
      until(async () => (await stateOf(url)).imports.length > 0, 'an import'),
    'in the middle of the import': (url) =>
      until(async () => {
        const [job] = (await stateOf(url)).jobs;
        if (!job) return false;
        const counts = await describeJob(url, job.datastoreId, job.jobId);
        return (counts.TotalNumberOfResourcesScanned ?? 0) > 0;
      }, 'progress of the import'),
    'when all is stored and not all is searchable': async (_, stateFolder) => {
      await until(() => rowsIn(stateFolder).stored === lines, 'the last row');
    },
  };

  test.each(Object.keys(moments))('%s finishes the import when it is started again, once', async (moment) => {
    const state = moment.replaceAll(' ', '-');
    const first = start(state);
    const url = await first.ready();
    await dropFiles(url, 'inlet-local-inbox', [{ file, key: 'Patient.ndjson' }]);
    await moments[moment]?.(url, join(temporary.folder, state));
    await kill(first);
    const { stored, indexed } = rowsIn(join(temporary.folder, state));
    // Rows are committed first, and the index rests while an import runs; once all are stored it may catch up before the kill.
    if (stored > 0 && stored < lines) expect(indexed).toBeLessThan(stored);
    expect(indexed).toBeLessThanOrEqual(stored);

    const second = start(state);
    const again = await second.ready();
    // A run that died holding a lease is waited for; the clock may as well be moved.
    await fetch(`${again}/_inlet/clock`, { method: 'POST', body: '{"advanceSeconds": 11}' });
    const events = await statusEvents(again);
    await until(
      async () => (await stateOf(again)).imports.every((row) => row.state === 'COMPLETED'),
      'the end of the import',
    );

    const { imports, jobs, pendingFiles } = await stateOf(again);
    expect([imports.length, jobs.length, pendingFiles]).toEqual([1, 1, 0]);
    const [job] = jobs;
    const counts = await describeJob(again, job?.datastoreId ?? '', job?.jobId ?? '');
    expect(counts).toMatchObject({
      TotalNumberOfResourcesImported: lines,
      TotalNumberOfResourcesWithCustomerError: 0,
    });
    // A search goes on at the mark, and answers whole.
    expect(await countBySearch(again, job?.datastoreId ?? '')).toBe(lines);
    const distinct = new Map(events.map((event) => [event.sequence, event.eventId]));
    expect([...distinct.keys()].sort()).toEqual(Array.from(distinct.keys(), (_, index) => index + 1));
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(distinct.size);
    await kill(second);
    expect(versionsIn(join(temporary.folder, state))).toEqual([{ version: 1, resources: lines }]);
  });
});

test('a local cloud that keeps nothing leaves nothing on the disk when it is killed with kill -9', async () => {
  const disk = join(temporary.folder, 'disk');
  mkdirSync(disk);
  const inlet = startInlet(['local', '--port', '0', '--memory', '--json'], { TMPDIR: disk });
  running.add(inlet);
  const url = await inlet.ready();
  await dropFiles(url, 'inlet-local-inbox', [{ file, key: 'Patient.ndjson' }]);
  await until(async () => (await stateOf(url)).imports.length > 0, 'an import');
  // The other one only says where it runs.
  const state = (): string[] => readdirSync(disk).filter((name) => !name.startsWith('inlet-running-'));
  expect(state()).toHaveLength(1);
  const found = await foundBy(disk);
  await kill(inlet);
  await until(() => state().length === 0, 'an empty disk');
  // Commands found it at its port, and do not look for it there any more.
  expect([found, await foundBy(disk)]).toEqual([[url], []]);
});

/** What commands find whose folder for temporary files this is. */
async function foundBy(folder: string): Promise<string[]> {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  try {
    return await runningClouds();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}

/** How many rows a state folder has, and up to which of them all is in the index. */
function rowsIn(stateFolder: string): { stored: number; indexed: number } {
  const read = (file: string, sql: string): number => {
    if (!existsSync(join(stateFolder, file))) return 0;
    const database = new DatabaseSync(join(stateFolder, file), { readOnly: true, timeout: 10_000 });
    try {
      return Number(database.prepare(sql).get()?.n ?? 0);
    } catch {
      // It is being made.
      return 0;
    } finally {
      database.close();
    }
  };
  return {
    stored: read('fhir.sqlite', 'SELECT count(*) AS n FROM versions'),
    indexed: read('search.sqlite', 'SELECT mark AS n FROM state'),
  };
}

async function countBySearch(url: string, datastoreId: string): Promise<unknown> {
  const response = await fetch(
    `${url}/datastore/${datastoreId}/r4/Observation?status:missing=false&_summary=count`,
    {
      headers: {
        authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/healthlake/aws4_request',
      },
    },
  );
  return ((await response.json()) as { total?: number }).total;
}

/** How many resources a stopped cloud keeps of each version: one that was written twice has a second. */
function versionsIn(stateFolder: string): object[] {
  const store = new DatabaseSync(join(stateFolder, 'fhir.sqlite'), { readOnly: true });
  try {
    const rows = store.prepare('SELECT version, count(*) AS resources FROM versions GROUP BY version').all();
    return rows.map((row) => ({ ...row }));
  } finally {
    store.close();
  }
}

async function describeJob(url: string, DatastoreId: string, JobId: string) {
  const client = new HealthLakeClient(clientSettings(url));
  try {
    const { ImportJobProperties } = await client.send(
      new DescribeFHIRImportJobCommand({ DatastoreId, JobId }),
    );
    return ImportJobProperties?.JobProgressReport ?? {};
  } finally {
    client.destroy();
  }
}
