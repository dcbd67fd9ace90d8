import { mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { patients, temporaryFolder, until } from '../support/cloud.ts';
import type { InletProcess } from '../support/inlet-process.ts';
import { startInlet } from '../support/inlet-process.ts';
import { runInlet, unbroken } from '../support/run-inlet.ts';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
const running: InletProcess[] = [];
beforeAll(async () => {
  temporary = await temporaryFolder();
});
afterAll(async () => {
  for (const inlet of running) inlet.kill('SIGKILL');
  await temporary.remove();
});

const inlet = (args: string[], environment?: Record<string, string>): InletProcess => {
  const started = startInlet(args, environment);
  running.push(started);
  return started;
};
const run = async (...args: string[]) => {
  const started = inlet(args);
  return { code: await started.exit(), stdout: started.stdout(), stderr: started.stderr() };
};
const file = (name: string, text: string): string => {
  const path = join(temporary.folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
};

describe('inlet', () => {
  test('is a program that ends with what its command returns', async () => {
    const [good, bad] = await Promise.all([run('--help'), run('lokal')]);
    expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('Usage: npx inlet')]);
    expect([bad.code, bad.stdout, bad.stderr]).toEqual([2, '', expect.stringContaining('lokal')]);
  });

  test.each([
    ['--help'],
    ['local', '--help'],
    ['status', '--help'],
    ['import', '--help'],
    ['pause', '--help'],
    ['resume', '--help'],
    ['demo', '--help'],
    ['build', '--help'],
    ['package', '--help'],
    ['token', '--help'],
    ['generate', '--help'],
  ])('%s %s says what it does', async (...args) => {
    const { code, stdout } = await runInlet('', args);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Usage: npx inlet')]);
  });

  test.each([
    [['lokal'], 'there is no command "lokal"'],
    [['local', '--prot', '1'], '--prot'],
    [['local', 'extra'], 'extra'],
    [['local', '--port', 'x'], '--port x: must be a whole number from 0 to 65535'],
    [['local', '--minute-ms', '0'], '--minute-ms 0: must be a whole number from 10'],
    [['local', '--memory', '--state', 'x'], 'either --memory or --state, not both'],
    [['local', '--report', 'x'], '--report goes with --exit-when-idle'],
  ])('refuses %j with the code for usage, and says why', async (args, why) => {
    const { code, stderr } = await runInlet('', args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(why)]);
  });

  test.each([
    [['local', '--drop', '/no/such/place'], '--drop /no/such/place: there is no such file or folder'],
  ])('refuses the value in %j without a stack trace', async (args, why) => {
    const { code, stderr } = await runInlet('', args);
    expect([code, stderr]).toEqual([1, `inlet local: ${why}\n`]);
  });

  test('says in words that a port is in use, and what to do', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await run('local', '--memory', '--port', String(port));
    taken.close();
    expect([code, unbroken(stderr)]).toEqual([
      1,
      expect.stringMatching(new RegExp(`^inlet local: port ${port} of 127.0.0.1 is in use.*--port.*\\n$`)),
    ]);
  });
});

describe('inlet local --exit-when-idle', () => {
  const idle = (...args: string[]) => run('local', '--memory', '--port', '0', '--exit-when-idle', ...args);
  /** They wait for their drops' quiet most of the time, so they do it together. */
  let runs: Record<'good' | 'rejected' | 'failed' | 'nothing', Awaited<ReturnType<typeof run>>>;
  beforeAll(async () => {
    const folder = join(file('folder/b.ndjson', patients(1, 'f')), '..');
    const [good, rejected, failed, nothing] = await Promise.all([
      idle('--drop', file('good/a.ndjson', patients(2)), '--drop', folder),
      idle('--drop', file('rejected/a.json', '{}'), '--report', join(temporary.folder, 'report.json')),
      idle(
        '--json',
        '--drop',
        file('failed/a.ndjson', `${patients(1)}{"resourceType":"Patient","id":"x","gender":"secret"}\n`),
      ),
      idle(),
    ]);
    runs = { good, rejected, failed, nothing };
  });

  test('ends with 0 where everything dropped was imported; its output is plain where nobody watches', () => {
    const { code, stdout } = runs.good;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ready http:/m);
    expect(stdout).not.toContain('In another shell');
    for (const text of [
      'arrived     a.ndjson',
      'arrived     folder/b.ndjson',
      'drop closed',
      'job started',
      '-> COMPLETED',
    ]) {
      expect(stdout).toContain(text);
    }
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('ends with 1 where a file was rejected, a line failed, or nothing was imported', () => {
    expect([runs.rejected.code, runs.failed.code, runs.nothing.code]).toEqual([1, 1, 1]);
  });

  test('--json writes one line of JSON for each event to stdout, and nothing else there', () => {
    const { stdout, stderr } = runs.failed;
    const events = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events.map((event) => event['detail-type'])).toEqual(
      expect.arrayContaining(['Object Created', 'Import Job Status Changed']),
    );
    for (const event of events) expect(Object.keys(event).sort()).toEqual(ENVELOPE);
    expect(stderr).toMatch(/^ready http:\S+\n\nfile /);
  });

  test('its end is a line for each file, with why lines failed and none of the data, and a reason where the code is 1', () => {
    expect(runs.good.stderr).toMatch(
      /^\nfile +lines {2}imported {2}failed {2}what became of it\na\.ndjson +2 +2 +0 {2}imported\nfolder\/b\.ndjson +1 +1 +0 {2}imported\n$/,
    );
    expect(unbroken(runs.failed.stderr)).toMatch(
      /\na\.ndjson +2 +1 +1 {2}imported-with-errors: line 2: Patient\.gender: .*\('\.\.\.'\) is not in the value set http/,
    );
    expect(runs.failed.stderr).not.toContain('secret');
    expect(runs.failed.stderr).toMatch(/\nexit code 1: of 1 file 1 imported-with-errors; 1 line failed\n$/);
    expect(runs.nothing.stderr).toBe('\nexit code 1: nothing was dropped, so nothing was imported\n');
    expect([
      runs.rejected.stderr,
      JSON.parse(readFileSync(join(temporary.folder, 'report.json'), 'utf8')),
    ]).toEqual([
      '',
      {
        kind: 'drop-report',
        schemaVersion: '1',
        exitCode: 1,
        reason: 'nothing was imported: of 1 file 1 rejected',
        files: [
          {
            key: 'a.json',
            became: 'rejected',
            lines: null,
            imported: null,
            failed: null,
            problems: [],
            note: expect.stringMatching(/^Write each resource on one line/),
          },
        ],
      },
    ]);
  });

  test('nothing in its output leads to what is gone with it', () => {
    expect(runs.good.stdout).not.toMatch(/s3:\/\/inlet-local-results/);
  });
});

const ENVELOPE = 'account busName detail detail-type id region resources source time version'.split(' ');

describe('inlet local', () => {
  test('keeps its state in a folder that only its owner may read, and only one cloud at a time; Ctrl-C ends it cleanly', async () => {
    const state = join(temporary.folder, 'state');
    const cloud = inlet(['local', '--port', '0', '--state', state]);
    await cloud.ready();
    expect((statSync(state).mode & 0o777).toString(8)).toBe('700');
    const second = await run('local', '--port', '0', '--state', state);
    expect([second.code, unbroken(second.stderr)]).toEqual([
      1,
      expect.stringMatching(/^inlet local: the state folder .* is in use.*\n$/),
    ]);
    cloud.kill('SIGINT');
    expect(await cloud.exit()).toBe(130);
    expect(unbroken(cloud.stdout())).toMatch(
      /stopped; .*state keeps [\d.]+ MB, [\d.]+ kB of it FHIR resources\n$/,
    );
    expect(cloud.stderr()).toBe('');
  });

  test.each([
    ['a termination', ['SIGTERM'], 143],
    ['the end of its terminal', ['SIGHUP'], 129],
    ['Ctrl-C while it stops', ['SIGTERM', 'SIGINT'], 130],
  ] as const)('--memory leaves nothing behind after %s', async (_, signals, code) => {
    const temp = mkdtempSync(join(temporary.folder, 'temp-'));
    const cloud = inlet(['local', '--port', '0', '--memory'], { TMPDIR: temp });
    await cloud.ready();
    expect(readdirSync(temp)).not.toEqual([]);
    for (const signal of signals) cloud.kill(signal);
    expect(await cloud.exit()).toBe(code);
    await until(() => readdirSync(temp).length === 0, 'an empty folder');
  });
});

test('inlet demo shows the whole path, says why each line failed, reads a patient with a token, and ends with 0', async () => {
  const { code, stdout } = await run('demo');
  expect(code).toBe(0);
  for (const text of [
    'Observation.ndjson',
    'line 3: Invalid JSON',
    'Missing required id',
    '8 things in them wrong on purpose',
    'line 2: the id was on line 1 already',
    'rejected:',
    'read with a bearer token of the local issuer',
    '200 Patient/patient-1, version 1: ',
    'Try next:',
    'npm start',
  ]) {
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(text);
  }
  expect(stdout).not.toMatch(/\{\w+\}|curl/);
});
