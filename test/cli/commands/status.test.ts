import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Costs } from '../../../lib/status/costs.ts';
import type { ImportStatus, KeyStatus, Overview } from '../../../lib/status/document.ts';
import type { CloudUnderTest } from '../../support/cloud.ts';
import { patients, startCloud, until } from '../../support/cloud.ts';
import { inletJson, runInlet, runProgram, unbroken } from '../../support/run-inlet.ts';
import { startInlet } from '../../support/inlet-process.ts';

const INBOX = 'inlet-local-inbox';
let cloud: CloudUnderTest;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.end());

const drop = (key: string, body: string) =>
  cloud.s3.send(new PutObjectCommand({ Bucket: INBOX, Key: key, Body: Buffer.from(body) }));
const inlet = (...args: string[]) => runInlet(cloud.url, args);

describe('inlet status', () => {
  test('of an idle stage says that nothing is open, and where to drop files', async () => {
    const { code, stdout, stderr } = await inlet('status');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^stage local, \d{4}/);
    expect(stdout).toContain(`next    Nothing is open. Drop files into s3://${INBOX}/`);
  });

  test('--costs looks at the stack for what only some stages have, and counts its alarms', async () => {
    const { options, aMonthAtRest } = await inletJson<Costs>(cloud.url, ['status', '--costs']);
    expect(options).toEqual({ has: [], notLookedAt: [] });
    const { alarms } = (await (await fetch(`${cloud.url}/_inlet/alarms`)).json()) as { alarms: unknown[] };
    expect(alarms.length).toBeGreaterThan(20);
    expect(aMonthAtRest.lines).toContainEqual(
      expect.objectContaining({ thing: 'alarm', amount: alarms.length }),
    );
  });

  test('--watch of a key waits for its end, and its exit code says whether everything was imported', async () => {
    await Promise.all([drop('good/a.ndjson', patients(2)), drop('bad/b.ndjson', `${patients(1)}{\n`)]);
    const [good, bad] = await Promise.all([
      inlet('status', `s3://${INBOX}/good/a.ndjson`, '--watch', '--json'),
      runProgram(cloud.url, ['status', `s3://${INBOX}/bad/b.ndjson`, '--watch']),
    ]);
    expect([good.code, good.stderr]).toEqual([0, '']);
    expect(JSON.parse(good.stdout)).toMatchObject({ kind: 'key', arrivals: [{ fate: 'imported' }] });
    expect([bad.code, bad.stderr]).toEqual([1, '']);
    expect(bad.stdout).toContain('imported-with-errors');
  });

  test('follows a key to its import and job, and each of them to the results', async () => {
    await drop('follow/a.ndjson', patients(3));
    await cloud.idle();
    const ofKey = await inletJson<KeyStatus>(cloud.url, ['status', `s3://${INBOX}/follow/a.ndjson`]);
    const { importId, jobId } = ofKey.arrivals[0] ?? { importId: null, jobId: null };
    const ofImport = await inletJson<ImportStatus>(cloud.url, ['status', importId ?? '']);
    expect(ofImport.job).toMatchObject({ jobId, status: 'COMPLETED', progress: { resourcesImported: 3 } });
    expect(ofImport.results.s3Uri).toBe(
      cloud.statusEvents().find((event) => event.jobId === jobId && event.endTime !== null)?.outputS3Uri,
    );
    const ofJob = await inletJson<ImportStatus>(cloud.url, ['status', jobId ?? '']);
    expect(ofJob.import.importId).toBe(importId);
    expect(await inletJson<Overview>(cloud.url, ['status'])).toMatchObject({ kind: 'overview' });
  });

  test('--watch ends cleanly by Ctrl-C', async () => {
    await drop('never/_manifest.json', '["missing.ndjson"]');
    await until(
      async () => (await inlet('status')).stdout.includes('never/missing.ndjson'),
      'the drop to wait',
    );
    const watching = startInlet(['status', '--watch'], { AWS_ENDPOINT_URL: cloud.url });
    await until(() => watching.stdout() !== '', 'the first look');
    watching.kill('SIGINT');
    expect([await watching.exit(), watching.stderr()]).toEqual([130, '']);
  });

  test('--watch of what waits for somebody ends where it is told how long to wait', async () => {
    const { code, stderr, stdout } = await inlet('status', '--watch', '--timeout', '1', '--json');
    expect([code, stderr]).toEqual([1, 'inlet status: still open after 1 second\n']);
    expect(JSON.parse(stdout)).toMatchObject({ drops: [{ drop: 'never' }] });
    await drop('never/_SUCCESS', '');
    await cloud.idle();
  });

  test.each([[[]], [['--watch']]])(
    'of an object that is not there says so and ends with 1 %j',
    async (more) => {
      const { code, stdout, stderr } = await inlet(
        'status',
        `s3://${INBOX}/nowhere.ndjson`,
        '--json',
        ...more,
      );
      expect([code, stderr]).toEqual([1, '']);
      expect(JSON.parse(stdout)).toMatchObject({ arrivals: [], found: { as: 'nothing' } });
    },
  );

  test('shows what ended, and refuses what is no time or goes with no file', async () => {
    const all = await inletJson<Overview>(cloud.url, ['status', '--all']);
    expect(all.ended.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['COMPLETED', 'COMPLETED_WITH_ERRORS']),
    );
    const failed = await inlet('status', '--failed', '--since', '12h', '--verbose');
    expect(failed.stdout).toMatch(/imp-\w+ +bad\/ +1 +COMPLETED_WITH_ERRORS +1 +1 +Invalid JSON/);
    expect(failed.stdout).not.toMatch(/ COMPLETED /);
    expect((await inletJson<Overview>(cloud.url, ['status', '--since', '2999-01-01'])).ended).toEqual([]);
    expect(await inlet('status', '--since', 'yesterday')).toMatchObject({ code: 2 });
    expect(await inlet('status', 'imp-1', '--all')).toMatchObject({ code: 2 });
  });

  test('of the whole inbox is the overview, and of a folder names a file in it', async () => {
    expect(await inletJson<Overview>(cloud.url, ['status', `s3://${INBOX}/`])).toMatchObject({
      kind: 'overview',
    });
    const { code, stdout } = await inlet('status', `s3://${INBOX}/follow/`);
    expect([code, stdout]).toEqual([0, expect.stringContaining('found  a folder')]);
    expect(stdout).toContain(`npx inlet status s3://${INBOX}/follow/a.ndjson`);
  });

  test.each([
    [
      ['status', 's3://elsewhere/a/'],
      /aws s3 cp s3:\/\/elsewhere\/a\/ s3:\/\/inlet-local-inbox\/a\/ --recursive/,
    ],
    [['status', 'imp-none'], /knows no import, no export and no job "imp-none"/],
    [['status', '--stage', 'nowhere'], /config\/nowhere\.json/],
  ])('refuses %j in one line that says what to do', async (args, text) => {
    const { code, stderr } = await inlet(...args);
    expect([code, unbroken(stderr).trimEnd().split('\n')]).toEqual([1, [expect.stringMatching(text)]]);
  });

  test('of a stage that is not deployed names the command that deploys it', async () => {
    const { code, stderr } = await runProgram(cloud.url, ['status', '--stage', 'dev'], {
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_REGION: 'us-east-1',
    });
    expect(code).toBe(1);
    expect(unbroken(stderr)).toMatch(
      /^inlet status: stage "dev" is not deployed at .*npx sls deploy --stage dev/,
    );
  });
});
