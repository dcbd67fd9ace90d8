import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { healthLakeDocs, healthLakeDocsPath } from '../../../tools/generate/healthlake-docs.ts';
import { OPERATIONS } from '../../../lib/healthlake/model.ts';
import { ACTION_NOTES } from '../../../local/healthlake/actions/action-notes.ts';
import { SETTINGS } from '../../../local/healthlake/healthlake-settings.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL(healthLakeDocsPath, root), 'utf8');

test('the page about the API is that of the model and the notes; `npm run generate` makes it', async () => {
  expect(await healthLakeDocs(root)).toBe(page);
});

test('it has a row for every action and every setting', () => {
  expect(Object.keys(ACTION_NOTES)).toEqual(Object.keys(OPERATIONS));
  for (const name of Object.keys(OPERATIONS)) expect(page).toContain(`| [${name}](#${name.toLowerCase()})`);
  for (const name of Object.keys(SETTINGS)) expect(page).toContain(`| \`${name}\` `);
});
