import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Source } from '../tools/architecture/read-sources.ts';
import { readSources, sourceOf } from '../tools/architecture/read-sources.ts';
import { PROJECT } from '../tools/build/project.ts';

const read = (name: string): string => readFileSync(join(PROJECT, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as Record<
  'dependencies' | 'devDependencies' | 'peerDependencies',
  Record<string, string>
>;
const declared = new Set([
  ...Object.keys(manifest.dependencies),
  ...Object.keys(manifest.devDependencies),
  ...Object.keys(manifest.peerDependencies),
]);

const product = readSources(PROJECT);
const others = ['bin', 'test', '.'].flatMap((folder) =>
  readdirSync(join(PROJECT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((name) => /\.(tsx?|mjs|cjs)$/.test(name))
    .map((name) => `${folder}/${name}`.replace(/^\.\//, ''))
    .map((path) => sourceOf(path, read(path))),
);

const packagesOf = ({ path, text, imports }: Source): [name: string, path: string][] => [
  ...imports.filter(({ isPackage }) => isPackage).map(({ from }): [string, string] => [from, path]),
  ...[...text.matchAll(/\brequire\('(?!node:)(@[\w-]+\/[\w-]+|[\w-]+)/g)].map(
    ([, name = '']): [string, string] => [name, path],
  ),
];

/** Imports that are no dependency, by what is imported and where; why is said beside each. */
const NO_DEPENDENCY: Readonly<Record<string, RegExp>> = {
  // Types alone: @types/aws-lambda.
  'aws-lambda': /./,
  // What the tests of the package import in programs that they write, as its users do.
  'healthlake-inlet': /^test\//,
  // In the place of the SDK's provider of credentials, and looked up from there: whoever has that has this.
  '@aws-sdk/credential-provider-env': /^tools\/build\/environment-credentials-plugin\.ts$/,
};

test('whatever is imported is declared: nothing hangs on what others bring along', () => {
  const undeclared = [...product, ...others]
    .flatMap(packagesOf)
    .filter(([name, path]) => !declared.has(name) && !NO_DEPENDENCY[name]?.test(path));
  expect(undeclared).toEqual([]);
});

/** Used without an import: programs, and types. */
const PROGRAMS = [
  ...['jest', 'eslint', 'prettier', 'typescript'],
  // Under the name that it has among the scripts, and as the package's users have it.
  ...['serverless', 'osls'],
  ...['@types/aws-lambda', '@types/node'],
];

test('whatever is declared is used', () => {
  const texts = [...product, ...others].filter(({ path }) => path !== 'test/dependencies.test.ts');
  const unused = [...declared].filter(
    (name) =>
      !PROGRAMS.includes(name) && !texts.some(({ text }) => new RegExp(`['"]${name}['"/]`).test(text)),
  );
  expect(unused).toEqual([]);
});
