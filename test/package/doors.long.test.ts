import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { PROJECT } from '../../tools/build/project.ts';
import { installPackage, runIn } from '../support/installed-package.ts';

const installed = await installPackage();
const { folder = '' } = installed ?? {};
const testInstalled = installed ? test : test.skip;
const EXAMPLES = join(PROJECT, 'examples', 'package');

beforeAll(() => {
  if (!installed) return;
  cpSync(EXAMPLES, folder, { recursive: true });
  // What the users of the example have installed themselves.
  symlinkSync(
    join(PROJECT, 'node_modules', '@aws-sdk'),
    join(folder, 'node_modules', '@aws-sdk'),
    'junction',
  );
});
afterAll(() => installed?.remove());

const node = (...args: string[]) =>
  runIn(folder, process.execPath, '--disable-warning=ExperimentalWarning', ...args);

testInstalled('the example of fhir judges a line and a file', async () => {
  const patient = (id: string, more = ''): string => `{"resourceType":"Patient","id":"${id}"${more}}\n`;
  writeFileSync(join(folder, 'Patient.ndjson'), patient('a') + patient('b', ',"gender":"x"'));
  const { code, stdout } = await node('validate.ts', 'Patient.ndjson');
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/^false \{"resourceType":"OperationOutcome"[^]*\n2: /),
  ]);
});

testInstalled('the example of events words what comes', async () => {
  const event = readFileSync(join(PROJECT, 'events', 'import-job-status-changed.example.json'), 'utf8');
  const { code, stdout } = await node('events.ts', event);
  expect([code, stdout]).toEqual([0, expect.stringContaining('is COMPLETED_WITH_ERRORS, change 4')]);
});

testInstalled('the example of identity refuses what is no token', async () => {
  const { code, stdout } = await node('identity.ts');
  expect([code, stdout]).toEqual([0, 'refused event-malformed\n{"authPayload":{"isAuthorized":false}}\n']);
});

testInstalled('the example of testing passes', async () => {
  const { code, stdout } = await node('--test', 'testing.test.ts');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/pass 2\n/)]);
});

testInstalled('every library can be required where CommonJS loads no ES module, as in jest', async () => {
  writeFileSync(
    join(folder, 'required.cjs'),
    ['fhir', 'events', 'identity', 'testing']
      .map((name) => `console.log(Object.keys(require('healthlake-inlet/${name}')).length > 0);`)
      .join('\n'),
  );
  const { code, stdout, stderr } = await node('--no-experimental-require-module', 'required.cjs');
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'true\n'.repeat(4), stderr: '' });
});

testInstalled.each([
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['bundler', 'esnext'],
])('a consumer’s compiler finds the types, with moduleResolution %s', async (moduleResolution, module) => {
  const examples = readdirSync(EXAMPLES);
  // A CommonJS module that requires them.
  writeFileSync(
    join(folder, 'required.cts'),
    ['fhir', 'events', 'identity', 'testing']
      .map((name) => `import * as ${name} from 'healthlake-inlet/${name}';`)
      .join('\n') +
      '\nvoid [fhir.validateLine, events.parseEvent, identity.createIdentityHandler, testing.startStage];\n',
  );
  const compilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: false },
    ...{ target: 'es2024', lib: ['esnext'], module, moduleResolution },
    ...{ types: ['node'], typeRoots: [join(PROJECT, 'node_modules', '@types')] },
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, files: [...examples, 'required.cts'] }),
  );
  const compiler = join(PROJECT, 'node_modules', 'typescript', 'bin', 'tsc');
  expect(await runIn(folder, process.execPath, compiler, '-p', '.')).toEqual({
    code: 0,
    stdout: '',
    stderr: '',
  });
});

testInstalled('each can be required', async () => {
  const program = `const { validateLine } = require('healthlake-inlet/fhir');
    const { parseEvent } = require('healthlake-inlet/events');
    const { checkDataStores } = require('healthlake-inlet/identity');
    const { startHealthLake } = require('healthlake-inlet/testing');
    (async () => {
      const { isValid } = await validateLine('{"resourceType":"Patient","id":"a"}');
      const lake = await startHealthLake();
      await lake.close();
      const { code } = await checkDataStores([{}]).catch((error) => error);
      console.log(isValid, parseEvent({}), code);
    })();`;
  writeFileSync(join(folder, 'required.cjs'), program);
  const { code, stdout, stderr } = await node('required.cjs');
  expect([code, stdout, stderr]).toEqual([0, 'true undefined InvalidConfig\n', '']);
});

/** A function of Lambda that uses a library, and what it answers. */
const BUNDLED: Readonly<Record<string, [source: string, answer: string]>> = {
  fhir: [
    `import { validateLine } from 'healthlake-inlet/fhir';
    export const handler = async () => (await validateLine('{"resourceType":"Patient","id":"a"}', { level: 'strict' })).isValid;`,
    'true',
  ],
  events: [
    `import { parseEvent } from 'healthlake-inlet/events';
    export const handler = async () => parseEvent({ source: 'aws.s3' }) ?? 'of another';`,
    'of another',
  ],
  identity: [
    `import { createIdentityHandler } from 'healthlake-inlet/identity';
    const answers = createIdentityHandler({ dataStores: [], roleArn: 'arn:aws:iam::111122223333:role/smart' });
    export const handler = async () => JSON.stringify(await answers({ bearerToken: 'none' }));`,
    '{"authPayload":{"isAuthorized":false}}',
  ],
  rules: [
    `import { checkDataStores } from 'healthlake-inlet/identity';
    export const handler = () => checkDataStores([{}]).catch(({ code }) => code);`,
    'InvalidConfig',
  ],
};
const TABLES = 'node_modules/healthlake-inlet/dist/npm/fhir-r4';

describe.each(['esm', 'cjs'] as const)('bundled by esbuild as %s, away from its package', (format) => {
  const away = mkdtempSync(join(tmpdir(), 'inlet-bundled-'));
  const extension = format === 'cjs' ? '.cjs' : '.mjs';
  afterAll(() => {
    rmSync(away, { recursive: true, force: true });
  });
  beforeAll(async () => {
    if (!installed) return;
    for (const [name, [source]] of Object.entries(BUNDLED)) {
      writeFileSync(join(folder, `bundled-${name}.mjs`), source);
      const { warnings } = await build({
        absWorkingDir: folder,
        entryPoints: [{ in: `bundled-${name}.mjs`, out: name }],
        ...{ outdir: away, outExtension: { '.js': extension } },
        ...{ bundle: true, minify: true, platform: 'node', target: 'node20', format, logLevel: 'silent' },
      });
      expect(warnings).toEqual([]);
    }
  });
  const answerOf = (name: string) =>
    runIn(
      away,
      process.execPath,
      ...[
        '--input-type=module',
        '--eval',
        `console.log(await (await import('./${name}${extension}')).handler())`,
      ],
    );

  testInstalled('fhir says which folder it needs beside it', async () => {
    const { code, stderr } = await answerOf('fhir');
    expect([code, stderr]).toEqual([1, expect.stringContaining(`needs ${TABLES} beside it, as fhir-r4`)]);
  });

  testInstalled.each(Object.keys(BUNDLED))('%s does what it does in its package', async (name) => {
    if (name === 'fhir') cpSync(join(folder, TABLES), join(away, 'fhir-r4'), { recursive: true });
    const { code, stdout, stderr } = await answerOf(name);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${BUNDLED[name]?.[1]}\n`, stderr: '' });
  });

  testInstalled.each(['fhir', 'events', 'identity'])('%s is of the size that its page says', (name) => {
    const page = readFileSync(join(PROJECT, 'docs', `library-${name}.md`), 'utf8');
    const [, most] = /bundle of some (\d+) kB/.exec(page) ?? [];
    const kilobytes = statSync(join(away, name + extension)).size / 1000;
    expect(Number(most) / kilobytes).toBeGreaterThan(0.9);
    expect(Number(most) / kilobytes).toBeLessThan(1.15);
  });
});

testInstalled('bundled all the same, testing says that it is to be left out', async () => {
  const outfile = join(folder, 'away', 'testing.mjs');
  await build({
    stdin: {
      contents: `import { startHealthLake } from 'healthlake-inlet/testing';
        await startHealthLake().catch(({ code, message }) => { console.log(code, message); });`,
      resolveDir: folder,
    },
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' },
  });
  expect((await node(outfile)).stdout).toMatch(/^NotBeside .*leave it out of the bundle/);
});

/** Of Node 20, where this machine has one beside the one that runs. */
async function olderNode(): Promise<string | undefined> {
  for (const place of (process.env.PATH ?? '').split(delimiter)) {
    const { code, stdout } = await runIn(folder, join(place, 'node'), '--version');
    if (code === 0 && /^v20\.(19|[2-9]\d)\./.test(stdout)) return join(place, 'node');
  }
  return undefined;
}

testInstalled('on Node 20 three libraries do their work, and the others say what they need', async () => {
  const older = await olderNode();
  if (older === undefined) {
    process.stderr.write('not tried on Node 20: there is none on PATH\n');
    return;
  }
  for (const name of ['fhir', 'events', 'identity', 'rules']) {
    const file = join(folder, `bundled-${name}.mjs`);
    writeFileSync(file, `${BUNDLED[name]?.[0]}\nconsole.log(await handler());\n`);
    expect(await runIn(folder, older, file)).toEqual({
      code: 0,
      stdout: `${BUNDLED[name]?.[1]}\n`,
      stderr: '',
    });
  }
  const testing = `require('healthlake-inlet/testing').startHealthLake().catch(({ message }) => { console.log(message); })`;
  expect((await runIn(folder, older, '--eval', testing)).stdout).toMatch(
    /^healthlake-inlet\/testing needs Node [\d.]+ or newer; this is 20\./,
  );
  const inlet = await runIn(
    folder,
    older,
    join('node_modules', 'healthlake-inlet', 'bin', 'inlet.mjs'),
    'status',
  );
  expect([inlet.code, inlet.stderr]).toEqual([
    1,
    expect.stringMatching(/^Inlet needs Node [\d.]+ or newer; this is 20\./),
  ]);
});

testInstalled('jose is all that identity needs, and fhir and events need nothing', async () => {
  for (const name of readdirSync(join(folder, 'node_modules')))
    if (!['healthlake-inlet', 'jose', '.bin'].includes(name))
      rmSync(join(folder, 'node_modules', name), { recursive: true, force: true });
  expect((await node('identity.ts')).code).toBe(0);
  rmSync(join(folder, 'node_modules', 'jose'), { recursive: true });
  expect((await node('events.ts', '{}')).code).toBe(0);
  expect((await node('validate.ts', 'Patient.ndjson')).code).toBe(1);
});
