import { cpSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
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

testInstalled('jose is all that identity needs, and fhir and events need nothing', async () => {
  for (const name of readdirSync(join(folder, 'node_modules')))
    if (!['healthlake-inlet', 'jose', '.bin'].includes(name))
      rmSync(join(folder, 'node_modules', name), { recursive: true, force: true });
  expect((await node('identity.ts')).code).toBe(0);
  rmSync(join(folder, 'node_modules', 'jose'), { recursive: true });
  expect((await node('events.ts', '{}')).code).toBe(0);
  expect((await node('validate.ts', 'Patient.ndjson')).code).toBe(1);
});
