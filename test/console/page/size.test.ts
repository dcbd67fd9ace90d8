import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import { builtPage } from './support/page-server.ts';

const MOST_BYTES = 120_000;

test('the page is at most 120 kB gzipped, and names no address of anybody else', async () => {
  const { folder, remove } = await builtPage();
  const names = await readdir(folder);
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  await remove();
  expect(names.toSorted()).toEqual(['console.css', 'console.js', 'icon.svg', 'index.html']);
  expect(files.reduce((sum, file) => sum + gzipSync(file).length, 0)).toBeLessThanOrEqual(MOST_BYTES);
  const page = files.map(String).join('\n');
  expect(page).not.toMatch(/@import|(src|href)="https?:|url\(["']?https?:|from"https?:/);
});
