import { basename, dirname } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { compiledCode } from '../../../../local/lambda/environments/code-cache.ts';
import type { Cloud } from '../cloud.ts';
import { functionOf, startCloud, zipOf } from '../cloud.ts';

/** Says what a module knows of itself, and where an error in its first line comes from. */
const SOURCE = `const at = () => new Error('where').stack.split('\\n')[1]; exports.handler = async ({ fail }) => {
  if (fail) return later();
  return { at: at(), file: __filename, folder: __dirname, path: require('node:path').sep, same: require(__filename) === exports && this === exports,
    neighbour: require('./neighbour.cjs'), imported: (await import('node:path')).sep };
};
function later() { return 'compiled when it is first called'; }`;

const clouds: Cloud[] = [];
afterEach(() => Promise.all(clouds.splice(0).map((cloud) => cloud.close())));

/** A cloud with the function, in a folder of its own. */
function cloudWith(source: string): Cloud {
  const cloud = startCloud();
  clouds.push(cloud);
  const zip = zipOf(cloud.folder, 'f', { 'index.cjs': source, 'neighbour.cjs': 'module.exports = 7;' });
  cloud.lambda.declareFunction(functionOf('f', zip));
  return cloud;
}

test('a bundle is compiled once for the threads of a process, and is the same module to itself', async () => {
  const [first, second] = [cloudWith(SOURCE), cloudWith(SOURCE)];
  const answers = [];
  for (const cloud of [first, second]) answers.push((await cloud.lambda.invoke('f', {})).payload);
  const [one, other] = answers as Record<string, string>[];
  expect(one).toMatchObject({
    path: '/',
    same: true,
    neighbour: 7,
    imported: '/',
    file: `${one?.folder}/index.cjs`,
  });
  expect(one?.at).toMatch(/index\.cjs:1:18\)$/);
  expect(other).toEqual(
    JSON.parse(JSON.stringify(one).replaceAll(dirname(one?.folder ?? ''), dirname(other?.folder ?? ''))),
  );
  expect(other?.folder).not.toBe(one?.folder);
  expect(basename(other?.folder ?? '')).toBe(basename(one?.folder ?? ''));
  expect(compiledCode(other?.folder ?? '', 'index.handler')?.length).toBeGreaterThan(500);
  expect((await second.lambda.invoke('f', { fail: true })).payload).toBe('compiled when it is first called');
});

test('other code under the same name is compiled for itself', async () => {
  const ask = async (source: string) => (await cloudWith(source).lambda.invoke('f', {})).payload;
  expect(await ask('exports.handler = async () => 1;')).toBe(1);
  expect(await ask('exports.handler = async () => 2;')).toBe(2);
});

test('a bundle that does not parse is a syntax error of its file', async () => {
  expect(await cloudWith('exports.handler = ;').lambda.invoke('f', {})).toMatchObject({
    functionError: 'Unhandled',
    payload: { errorType: 'Runtime.UserCodeSyntaxError' },
  });
});
