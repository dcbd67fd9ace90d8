import { expect, test } from '@jest/globals';
import { r4Folder } from '../../fhir/r4-folder.ts';

test('where the generated files are is looked up once: each write by REST asks', async () => {
  expect(r4Folder()).toBe(r4Folder());
  expect(await r4Folder()).toMatch(/[\w-]+$/);
});
