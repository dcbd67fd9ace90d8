import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TraceDocument } from '../../../cli/trace/trace-document.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud, until } from '../../support/cloud.ts';
import { inletJson, runInlet } from '../../support/run-inlet.ts';

const INBOX = 'inlet-local-inbox';
let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
  const files = {
    'night/a.ndjson': `${patients(2, 'a')}{\n`,
    'night/b.ndjson': patients(1, 'b'),
    'other/night/a.ndjson': patients(1, 'c'),
    'odd/"quoted" 100% ä\\.ndjson': patients(1, 'd'),
    'night.json': '{}',
  };
  for (const [Key, body] of Object.entries(files))
    await cloud.s3.send(new PutObjectCommand({ Bucket: INBOX, Key, Body: Buffer.from(body) }));
  await cloud.idle();
});
afterAll(() => cloud.end());

const traceOf = (subject: string) => inletJson<TraceDocument>(cloud.url, ['trace', subject]);
const told = ({ lines }: TraceDocument) => lines.map((line) => `${line.function}: ${line.message}`);

describe('inlet trace', () => {
  test('of a file prints its life across the functions, from S3’s event to the results', async () => {
    const trace = await traceOf(`s3://${INBOX}/night/a.ndjson`);
    expect(told(trace)[0]).toBe('record-arrivals: arrival looked at');
    // Before its import starts: what poll-jobs says of the job comes behind.
    expect(told(trace)[1]).toBe('start-imports: drop looked at');
    // A run of start-imports writes the line of the start at its end, when poll-jobs may have been nudged already.
    expect([...new Set(told(trace))].sort()).toEqual([
      'poll-jobs: job status changed',
      'record-arrivals: arrival looked at',
      'start-imports: drop looked at',
      'start-imports: import looked at',
      'summarize-import: results looked at',
    ]);
    expect([trace.ids.eventIds.length, trace.ids.importIds.length, trace.ids.jobIds.length]).toEqual([
      1, 1, 1,
    ]);
    const { members } = trace.lines[0] ?? { members: {} };
    const event = cloud.events.find(({ id }) => id === trace.ids.eventIds[0]);
    expect(event).toMatchObject({
      'detail-type': 'Object Created',
      detail: { object: { key: 'night/a.ndjson' } },
    });
    expect(members).toMatchObject({
      eventId: event?.id,
      bucket: INBOX,
      key: 'night/a.ndjson',
      outcome: 'recorded',
    });
    expect(trace.lines.filter(({ function: name }) => name === 'record-arrivals')).toHaveLength(1);
  });

  test('of its import and of its job prints the same, with the other files', async () => {
    const { ids } = await traceOf(`s3://${INBOX}/night/a.ndjson`);
    const ofImport = await traceOf(ids.importIds[0] ?? '');
    const ofJob = await traceOf(ids.jobIds[0] ?? '');
    expect(ofJob.lines).toEqual(ofImport.lines);
    const keys = ofImport.lines.flatMap(({ members }) => members.key ?? []);
    expect(keys.sort()).toEqual(['night/a.ndjson', 'night/b.ndjson']);
    expect(told(ofImport)).toContain('summarize-import: results looked at');
  });

  test('of a rejected file says why', async () => {
    const { lines } = await traceOf(`s3://${INBOX}/night.json`);
    expect(lines).toMatchObject([{ members: { outcome: 'rejected', reason: expect.any(String) } }]);
  });

  test('of a file that its manifest leaves out, or that was deleted, shows that end; of a drop, that it was told as incomplete', async () => {
    const put = (name: string, body: string) =>
      cloud.s3.send(new PutObjectCommand({ Bucket: INBOX, Key: `ends/${name}`, Body: Buffer.from(body) }));
    await put('extra.ndjson', patients(1, 'e'));
    await put('deleted.ndjson', patients(1, 'f'));
    await put('_manifest.json', '["missing.ndjson"]');
    await until(async () => {
      await cloud.advanceClock(5);
      return cloud.events.some((event) => event['detail-type'] === 'Drop Incomplete');
    }, 'the drop to be told as incomplete');
    await until(
      async () =>
        (
          await runInlet(cloud.url, ['trace', '--verbose', `s3://${INBOX}/ends/extra.ndjson`])
        ).stdout.includes('told='),
      'the run to end that told it',
    );
    const waiting = await runInlet(cloud.url, ['trace', '--verbose', `s3://${INBOX}/ends/extra.ndjson`]);
    expect(waiting.stdout).toMatch(/drop looked at .*told=Drop Incomplete/);
    expect(waiting.stdout).toMatch(/ since=\d{4}-\d\d-\d\dT/);
    await cloud.s3.send(new DeleteObjectCommand({ Bucket: INBOX, Key: 'ends/deleted.ndjson' }));
    await put('_manifest.json', '["deleted.ndjson", "missing.ndjson"]');
    await put('deleted.ndjson', patients(1, 'g'));
    await put('missing.ndjson', patients(1, 'h'));
    await cloud.idle();
    const left = await traceOf(`s3://${INBOX}/ends/extra.ndjson`);
    expect(left.lines.at(-1)?.members).toMatchObject({ outcome: 'rejected', reason: 'not-in-manifest' });
    await put('gone.ndjson', patients(1, 'i'));
    await cloud.s3.send(new DeleteObjectCommand({ Bucket: INBOX, Key: 'ends/gone.ndjson' }));
    await cloud.idle();
    const { lines } = await traceOf(`s3://${INBOX}/ends/gone.ndjson`);
    expect(lines.at(-1)).toMatchObject({
      message: 'file left out',
      members: { outcome: 'withdrawn', reason: 'deleted', key: 'ends/gone.ndjson' },
    });
  });

  test('finds a key that no pattern could hold as it is', async () => {
    const trace = await traceOf(`s3://${INBOX}/odd/"quoted" 100% ä\\.ndjson`);
    expect(told(trace)[0]).toBe('record-arrivals: arrival looked at');
    expect(trace.ids.importIds).toHaveLength(1);
  });

  test('without --json is a line for each log line, and the same again is counted', async () => {
    const { code, stdout, stderr } = await runInlet(cloud.url, [
      'trace',
      '--verbose',
      `s3://${INBOX}/night/a.ndjson`,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^imports +imp-[0-9a-f]{24}$/m);
    expect(stdout).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ {2}record-arrivals +arrival looked at .*outcome=recorded/m,
    );
    expect(stdout).toMatch(/poll-jobs +job status changed .*to=COMPLETED_WITH_ERRORS/);
  });

  test('says where nothing was logged, and refuses what the ledger does not know', async () => {
    const nothing = await runInlet(cloud.url, ['trace', '--verbose', `s3://${INBOX}/never.ndjson`]);
    expect([nothing.code, nothing.stdout]).toEqual([1, expect.stringContaining('No log line is about it')]);
    expect(nothing.stdout).toMatch(/^found +no such object/m);
    const unknown = await runInlet(cloud.url, ['trace', '--verbose', 'imp-none']);
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringContaining('knows no import, no export and no job "imp-none"'),
    ]);
  });
});
