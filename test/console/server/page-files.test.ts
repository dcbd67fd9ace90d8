import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { pageFiles } from '../../../console/server/page-files.ts';
import { temporaryFolder } from '../../support/cloud.ts';

test('a file of the page that could not be read once is served when it can be', async () => {
  const { folder, remove } = await temporaryFolder();
  const page = join(folder, 'page');
  const fileNamed = pageFiles(page);
  await expect(fileNamed('console.js')).rejects.toMatchObject({ code: 'ENOENT' });
  await mkdir(page);
  await writeFile(join(page, 'console.js'), 'script');
  expect((await fileNamed('console.js'))?.contents.toString()).toBe('script');
  // From now on without the disk.
  await rm(page, { recursive: true });
  expect(await fileNamed('console.js')).toMatchObject({ contentType: 'text/javascript; charset=utf-8' });
  expect(await fileNamed('../package.json')).toBeUndefined();
  await remove();
});
