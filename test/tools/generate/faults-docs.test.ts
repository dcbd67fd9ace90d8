import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { faultsDocs, faultsDocsPath } from '../../../tools/generate/faults-docs.ts';

const root = new URL('../../../', import.meta.url);

test('the page about faults is that of the tables; `npm run generate` makes it', async () => {
  expect(await faultsDocs(root)).toBe(readFileSync(new URL(faultsDocsPath, root), 'utf8'));
});
