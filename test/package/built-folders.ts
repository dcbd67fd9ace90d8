import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { temporaryFolder } from '../support/cloud.ts';

/** Folders that some tool has built, for the tests of one file, which removes them. @returns makes one of its files, by their paths */
export function builtFolders(): (files: Readonly<Record<string, string | object>>) => string {
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  let folders = 0;
  beforeAll(async () => {
    temporary = await temporaryFolder();
  });
  afterAll(() => temporary.remove());
  return (files) => {
    const folder = join(temporary.folder, String(++folders));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
    }
    return folder;
  };
}
