import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..', '..');
const pagesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...['docs', 'examples', 'findings'].flatMap(pagesBelow),
];
const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** What a page links to in this repository: a page, and the section of it. */
function linksOf(page: string): { to: string; section: string }[] {
  // Code is no link, though a pattern in it may look like one; in a link's own words it may stand.
  const text = textOf(page)
    .replaceAll(/```[^]*?```/g, '')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(
    ([, path = '', section = '']) => ({
      to: path === '' ? page : normalize(join(dirname(page), path)).replaceAll('\\', '/'),
      section,
    }),
  );
}

/** The fragments of a page's headings, as GitHub makes them. */
function sectionsOf(page: string): ReadonlySet<string> {
  const sections = new Set<string>();
  for (const [, heading = ''] of textOf(page).matchAll(/^#+ (.+)$/gm)) {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = words
      .trim()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    for (let again = 0; ; again += 1) {
      const section = again === 0 ? name : `${name}-${again}`;
      if (sections.has(section)) continue;
      sections.add(section);
      break;
    }
  }
  return sections;
}

test('every page can be reached from README', () => {
  const reached = new Set<string>();
  const follow = (page: string): void => {
    if (reached.has(page) || !pages.includes(page)) return;
    reached.add(page);
    for (const { to } of linksOf(page)) {
      follow(to);
      follow(`${to.replace(/\/$/, '')}/README.md`);
    }
  };
  follow('README.md');
  expect(pages.filter((page) => !reached.has(page))).toEqual([]);
});

describe.each(pages)('%s', (page) => {
  test('links to files that are there', () => {
    expect(linksOf(page).filter(({ to }) => !existsSync(join(root, to)))).toEqual([]);
  });

  test('links to sections that are there', () => {
    const gone = linksOf(page).filter(
      ({ to, section }) => section !== '' && to.endsWith('.md') && !sectionsOf(to).has(section),
    );
    expect(gone).toEqual([]);
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
