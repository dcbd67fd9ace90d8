import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

describe.each(pages)('%s', (page) => {
  test('links to files that are there', () => {
    // Code is no link, though a pattern in it may look like one.
    const text = textOf(page).replaceAll(/`[^`\n]*`/g, '');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) =>
      normalize(join(dirname(page), link)),
    );
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  test('names tests that are there', () => {
    const tests = [...textOf(page).matchAll(/`(test\/[\w/.-]+\.ts)`/g)].map(([, path = '']) => path);
    expect(tests.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

test('each pitfall names a test that is there, by its own words', () => {
  const rows = textOf('docs/pitfalls.md')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2);
  expect(rows.length).toBeGreaterThan(10);
  for (const row of rows) {
    const named = [...row.matchAll(/`(test\/[\w/.-]+)`: "([^"]+)"/g)];
    expect(named).not.toEqual([]);
    for (const [, file = '', words = ''] of named) expect(textOf(file)).toContain(words);
  }
});

test('README has a line for every dependency, and for nothing that is none', () => {
  const read = (path: string): Record<string, Record<string, string>> =>
    JSON.parse(textOf(path)) as Record<string, Record<string, string>>;
  const { dependencies, devDependencies } = read('package.json');
  const { optionalDependencies } = read('tools/runtime/package.json');
  const table = textOf('README.md').split('## What each dependency is for')[1] ?? '';
  const short = (name: string): string => name.replace(/^@aws-sdk\/|^@aws-lambda-powertools\//, '');
  const unnamed = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter((name) => !name.startsWith('@types/') && name !== '@jest/globals' && name !== '@eslint/js')
    .filter((name) => !table.includes(short(name)));
  expect(unnamed).toEqual([]);
});
