import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { PROJECT } from '../../../tools/build/project.ts';
import { roomDocs, roomDocsPath } from '../../../tools/generate/room-docs.ts';

const root = pathToFileURL(`${PROJECT}/`);

test('docs/architecture.md has the table of rooms as the law and the doors have it (npm run generate)', async () => {
  expect(await roomDocs(root)).toBe(readFileSync(new URL(roomDocsPath, root), 'utf8'));
});
