import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KeyStatus } from '../../lib/status/document.ts';
import type { CloudUnderTest } from '../support/cloud.ts';
import { patients, startCloud, temporaryFolder } from '../support/cloud.ts';
import { testWith } from '../support/programs.ts';
import { inletJson } from '../support/run-inlet.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Why a line of the documentation is not run here. The first that fits counts. */
const NOT_RUN: readonly [line: RegExp, why: string][] = [
  [/npm run simulate/, 'test/tools/simulate/simulate.test.ts runs a small sample of each scenario'],
  [
    /npm install|healthlake-inlet|inlet deploy/,
    'test/npm/package.long.test.ts installs the package and uses it',
  ],
  [/npx esbuild/, 'test/package/doors.long.test.ts bundles as the page says'],
  [
    /^npm ci|^npm run (check|test:long|simulate)/,
    'it would install packages, run this very test, or run for minutes',
  ],
  [
    /inlet-<stage>-|metric-name ConcurrentExecutions|<entries of|<datastoreId>|<UUID of/,
    'test/e2e/runbooks.long.test.ts runs it where its alarm has risen',
  ],
  [/^npm start/, 'it is a cloud of its own, which test/cli/commands.test.ts starts'],
  [
    /--stage (dev|prod|<stage>)|inlet-dev|sls deploy|<arn of|<BusArchiveArn>|describe-replay/,
    'it needs a deployed stage',
  ],
  [/inlet (verify|doctor)/, 'test/verify and test/e2e/doctor.test.ts do it'],
  [/sls invoke local/, 'test/tools/scripts/invoke-local.test.ts does it'],
  [/\.tgz/, 'the package is its publisher’s'],
  [/--route lab|inlet (pause|resume) lab/, 'stage local has no route "lab"'],
  [/patient\.json|_history|patient=<id>|\$TOKEN/, 'test/local/fhir-server does the same'],
  [/<endpoint>/, 'the address is that of what the page is about'],
  [/<exportId>|inlet export/, 'test/cli/commands/export.test.ts makes an export and asks for it'],
  [/import --again/, 'test/cli/commands/import.test.ts does it, once the import may be repeated'],
];

interface Block {
  file: string;
  commands: string[];
}

/** The shell blocks of a page, command by command: a line that ends in \ goes on, and so does one with an open quote. */
function blocksOf(file: string): Block[] {
  const text = readFileSync(join(PROJECT, file), 'utf8');
  return [...text.matchAll(/^```(?:sh|bash|shell|console)\n([^]*?)^```/gm)].map(([, block = '']) => ({
    file,
    commands: block.split('\n').reduce<string[]>((commands, line) => {
      const last = commands.at(-1);
      if (last !== undefined && (last.endsWith('\\') || hasOpenQuote(last)))
        return [...commands.slice(0, -1), `${last}\n${line}`];
      return line.trim() === '' ? commands : [...commands, line];
    }, []),
  }));
}

/** A quote in a comment is none. */
const hasOpenQuote = (command: string): boolean =>
  command.replaceAll(/ {2,}# .*/g, '').split("'").length % 2 === 0;

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(PROJECT, 'docs')).map((name) => `docs/${name}`),
];
const blocks = pages.filter((name) => name.endsWith('.md')).flatMap(blocksOf);

let cloud: CloudUnderTest;
let faulty: CloudUnderTest;
let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
let importId = '';
beforeAll(async () => {
  temporary = await temporaryFolder();
  [cloud, faulty] = await Promise.all([startCloud({ minuteMs: 1000 }), startCloud()]);
  await cloud.s3.send(
    new PutObjectCommand({
      Bucket: 'inlet-local-inbox',
      Key: 'nightly/Patient.ndjson',
      Body: Buffer.from(`${patients(1)}{\n`),
    }),
  );
  await cloud.idle();
  const status = await inletJson<KeyStatus>(cloud.url, [
    'status',
    's3://inlet-local-inbox/nightly/Patient.ndjson',
  ]);
  importId = status.arrivals[0]?.importId ?? '';
  // What the lines find: the files that they name, and npx and curl as they are in the project's folder.
  writeFileSync(join(temporary.folder, 'Patient.ndjson'), patients(1));
  symlinkSync(join(PROJECT, 'examples'), join(temporary.folder, 'examples'));
  const bin = join(temporary.folder, 'bin');
  mkdirSync(bin);
  const program = (name: string, script: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  program('npx', `shift; exec '${process.execPath}' '${join(PROJECT, 'bin', 'inlet.mjs')}' "$@"`);
  program('curl', 'PATH="${PATH#*:}" exec curl --silent --show-error --fail "$@"');
});
afterAll(async () => {
  await cloud.end();
  await faulty.close();
  await temporary.remove();
});

const filled = (command: string): string =>
  command
    // What goes wrong on request is not to hold up the other lines.
    .replaceAll('http://127.0.0.1:4566', command.includes('/_inlet/faults') ? faulty.url : cloud.url)
    .replaceAll('<inbox>', 'inlet-local-inbox')
    .replaceAll('<importId>', importId)
    .replaceAll(/<id>(?=\/r4)/g, '$INLET_DATASTORE_ID')
    .replaceAll('<id>', 'patient-1')
    // It would go on until Ctrl-C.
    .replace(/^curl -N ([^#]*)(#.*)?$/, 'curl -N --max-time 1 $1 > /dev/null || [ $? = 28 ]');

/** Runs a script as a fresh shell would, without anything of this one's about AWS. */
const shell = (script: string): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_')));
    Object.assign(env, {
      PATH: `${join(temporary.folder, 'bin')}:${process.env.PATH ?? ''}`,
      AWS_ENDPOINT_URL: cloud.url,
      AWS_PAGER: '',
      HOME: temporary.folder,
    });
    execFile('bash', ['-c', script], { cwd: temporary.folder, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: `${stdout}${stderr}` });
    });
  });

test('there are lines to run', () => {
  expect(blocks.length).toBeGreaterThan(20);
});

describe.each([...new Set(blocks.map(({ file }) => file))])('the lines of %s', (file) => {
  const ofFile = blocks.filter((block) => block.file === file);
  const commands = ofFile.flatMap((block) => block.commands);
  const toRun = commands.filter((command) => !NOT_RUN.some(([line]) => line.test(command)));
  // A line of documentation that ends with 1 by its nature: it finds what it is about.
  const mayFind = /inlet (status|import|redrive|validate|trace)/;

  // What does not call the AWS CLI runs on every machine.
  const onThisMachine = toRun.some((command) => /\baws /.test(command)) ? testWith('aws') : test;
  onThisMachine(`work as printed, in a fresh shell: ${toRun.length} of ${commands.length}`, async () => {
    const script = ['shopt -s expand_aliases', 'eval "$(npx inlet env)"'];
    for (const command of toRun.map(filled))
      script.push(
        `printf '%s\\n' ${quoted(`# ${command}`)}`,
        command,
        `code=$?; [ $code = 0 ]${mayFind.test(command) ? ' || [ $code = 1 ]' : ''} || { echo "ended with $code"; exit 9; }`,
      );
    const { code, output } = await shell(script.join('\n'));
    expect({ code, output }).toEqual({ code: 0, output: expect.any(String) });
    // "lambda.amazonaws.com" is whom a role trusts, and no address that was asked.
    expect(output).not.toMatch(/^ +at .*:\d+:\d+|(?<!"lambda\.)amazonaws\.com|Could not connect/m);
  });
});

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
