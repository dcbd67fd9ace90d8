import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { loadStageConfig } from '../../config/index.ts';
import { bundle } from '../../tools/build/bundle.ts';
import { PROJECT } from '../../tools/build/project.ts';
import { unknownOrigin, unknownVersion } from '../../tools/scripts/npm/check-version.mjs';
import { documentation, exportedNames, wrongPaths } from '../../tools/scripts/npm/documented-paths.mjs';
import { withStageConfig } from '../../tools/build/stage-config-plugin.ts';

const read = (name: string): string => readFileSync(join(PROJECT, name), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  name: string;
  private?: boolean;
  files: string[];
  optionalDependencies?: object;
  engines: { node: string };
  peerDependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
};

test('what is published has a name of its own, and no runtime of its own', () => {
  expect(manifest.name).toBe('healthlake-inlet');
  expect(manifest.private).toBeUndefined();
  expect(manifest.optionalDependencies).toBeUndefined();
});

test('package.json, the documentation and the sentence that an older Node gets name the same versions', () => {
  const libraries = /^>=([\d.]+)\.0$/.exec(manifest.engines.node)?.[1] ?? '';
  const commands = /needs Node ([\d.]+) or newer/.exec(read('tools/scripts/require-node.mjs'))?.[1] ?? '';
  const [major = '', minor = ''] = commands.split('.');
  expect(read('tools/scripts/require-node.mjs')).toContain(`major === ${major} && minor < ${minor})`);
  expect(read('package/testing/open-stage.ts')).toContain(
    `OLDEST: readonly [number, number] = [${major}, ${minor}]`,
  );
  for (const file of ['README.md', 'docs/package.md', 'tools/scripts/require-node.mjs']) {
    expect(read(file)).toContain(commands);
    expect(read(file)).toContain(`${libraries} and newer`);
  }
  for (const name of ['fhir', 'events', 'identity'])
    expect(read(`docs/library-${name}.md`)).toContain(`Node ${libraries} and newer`);
  expect(read('docs/library-testing.md')).toContain(`Node ${commands} or newer`);
});

test('no SQL numbers its parameters: node:sqlite of Node 22 binds no values to them by their place', () => {
  const folder = join(PROJECT, 'local');
  const numbered = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) => /[=<>( -]\?[1-9]\b/.test(readFileSync(join(folder, path), 'utf8')));
  expect(numbered).toEqual([]);
});

test('npm publishes no version that the changelog does not know', () => {
  const changelog = '# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2026-11-29\n';
  expect(unknownVersion('1.2.0', changelog)).toBeUndefined();
  expect(unknownVersion('1.2', changelog)).toContain('## 1.2 - <date>');
  expect(unknownVersion('1.3.0', changelog)).toContain('"Unreleased"');
});

test('npm publishes nothing whose origin it would not state', () => {
  const publishConfig = { provenance: true };
  expect(unknownOrigin({ publishConfig })).toContain('has no "repository"');
  expect(
    unknownOrigin({ publishConfig, repository: { url: 'git+https://example.com/inlet.git' } }),
  ).toBeUndefined();
  expect(unknownOrigin({})).toBeUndefined();
});

test('the framework is a peer that only deploying needs', () => {
  expect(manifest.peerDependencies).toHaveProperty('osls');
  expect(manifest.peerDependenciesMeta).toEqual({ osls: { optional: true } });
});

test('every path and name of the package that the documentation names is exported', () => {
  const exported = exportedNames();
  expect(exported.fhir).toEqual(expect.arrayContaining(['validateLine', 'validateFile', 'loadPackages']));
  expect(wrongPaths(documentation(), exported)).toEqual([]);
  const page = "`healthlake-inlet/fihr` and import { validateLin } from 'healthlake-inlet/fhir'";
  expect(wrongPaths({ page }, exported)).toEqual([
    'page: healthlake-inlet/fihr is not exported',
    'page: healthlake-inlet/fhir does not export validateLin',
  ]);
});

test('every file that is published by its name is there', () => {
  const named = manifest.files.filter((path) => !path.startsWith('dist/'));
  expect(named.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
});

test('a bundle that was made without a stage takes a configuration in, with whatever it says', async () => {
  const [, contents] = [...(await bundle({ root: PROJECT, names: ['identity-provider'] }))][0] ?? [];
  const filled = withStageConfig(Buffer.from(contents ?? []).toString(), PROJECT, 'local');
  const written = JSON.stringify(JSON.stringify(loadStageConfig('local', join(PROJECT, 'config'))));
  expect(filled).toContain(`JSON.parse(${written})`);
  expect(filled).not.toContain('@@');
});
