import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { readSources, roomTable, withRoomTable } from '../architecture/index.ts';

/** The page that the table of rooms stands in, from the root of the repository. */
export const roomDocsPath = 'docs/architecture.md';

/** The page with the table of rooms as the law and the doors have it. `root` is the repository's folder. */
export async function roomDocs(root: URL): Promise<string> {
  const page = readFileSync(new URL(roomDocsPath, root), 'utf8');
  const options = await resolveConfig(new URL(roomDocsPath, root));
  return format(withRoomTable(page, roomTable(readSources(fileURLToPath(root)))), {
    ...options,
    parser: 'markdown',
  });
}
