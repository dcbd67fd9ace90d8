import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TraceDocument } from '../../../cli/trace/trace-document.ts';
import type { Overview } from '../../../lib/status/document.ts';
import type { ExportStatus } from '../../../lib/status/exports/export-document.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud } from '../../support/cloud.ts';
import { inletJson, runInlet, runProgram } from '../../support/run-inlet.ts';

let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: cloud.names.inboxBucket,
      Key: 'a.ndjson',
      Body: Buffer.from(patients(3)),
    }),
  );
  await cloud.idle();
});
afterAll(() => cloud.end());

const inlet = (...args: string[]) => runInlet(cloud.url, args);

describe('inlet export', () => {
  test('asks for an export and says how to follow it; inlet status shows it beside imports, with why it waits', async () => {
    const { code, stdout, stderr } = await inlet('export', 'everything');
    expect([code, stderr]).toEqual([0, '']);
    const [, exportId = ''] = /^export {2}(exp-everything-\S+)$/m.exec(stdout) ?? [];
    expect(stdout).toContain(`npx inlet status ${exportId} --watch`);
    const { exports, totals } = await inletJson<Overview>(cloud.url, ['status']);
    expect([exports.length, totals.exports]).toEqual([1, 1]);
    expect(exports[0]).toMatchObject({ exportId, exportName: 'everything', cause: 'command', isOpen: true });
    expect((await inlet('status')).stdout).toContain(exportId);
    await cloud.idle();
  });

  test('--watch waits for its end, and its exit code says whether it completed', async () => {
    const watched = await runProgram(cloud.url, ['export', 'everything', '--watch', '--verbose']);
    expect([watched.code, watched.stderr]).toEqual([0, '']);
    expect(watched.stdout).toMatch(/state +COMPLETED/);
    expect(watched.stdout).toMatch(/Patient +1/);
  });

  test('--json is what inlet status says of it, by its id or its job’s', async () => {
    const { code, stdout } = await inlet('export', 'everything', '--json', '--watch');
    expect(code).toBe(0);
    const { export: run, job } = JSON.parse(stdout) as ExportStatus;
    expect(job?.files).toMatchObject({ count: 1, types: [{ resourceType: 'Patient', files: 1 }] });
    expect(run.folderS3Uri).toBe(job?.outputS3Uri);
    const ofJob = await inletJson<ExportStatus>(cloud.url, ['status', job?.jobId ?? '']);
    expect(ofJob.export.exportId).toBe(run.exportId);
    expect(ofJob).toMatchObject({
      kind: 'export',
      nextStep: expect.stringContaining('the files lie in `s3://'),
    });
  });

  test('inlet trace of it, by its id or its job’s, prints every log line of it from the request to the end', async () => {
    const { stdout } = await inlet('export', 'everything', '--json', '--watch');
    const { export: run, job } = JSON.parse(stdout) as ExportStatus;
    await cloud.idle();
    const trace = await inletJson<TraceDocument>(cloud.url, ['trace', run.exportId]);
    expect(trace.ids).toMatchObject({ exportIds: [run.exportId], jobIds: [job?.jobId], importIds: [] });
    expect([...new Set(trace.lines.map((line) => `${line.function}: ${line.message}`))].sort()).toEqual([
      'poll-jobs: job status changed',
      'run-exports: export looked at',
    ]);
    expect(
      trace.lines.every(({ members }) => [run.exportId, undefined].includes(members.exportId as string)),
    ).toBe(true);
    expect((await inletJson<TraceDocument>(cloud.url, ['trace', job?.jobId ?? ''])).lines).toEqual(
      trace.lines,
    );
  });

  test('of one that the stage does not have names those that it has', async () => {
    const { code, stderr } = await inlet('export', 'everythin');
    expect(code).not.toBe(0);
    expect(stderr).toContain('config/local.json has no export "everythin" (did you mean everything?)');
  });

  test('without a name, and --help, say how it is called', async () => {
    expect((await inlet('export')).stderr).toContain('<name> is missing');
    const { code, stdout } = await inlet('export', '--help');
    expect(code).toBe(0);
    expect(stdout).toContain('inlet export <name>');
  });
});
