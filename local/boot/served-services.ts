import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openParts } from './cloud-parts.ts';
import type { ServedService } from './services.ts';
import { createServices } from './services.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Nobody asks it anything. */
const NOWHERE = { url: 'http://127.0.0.1', address: '127.0.0.1' };

const NOTHING_DECLARED = 'cloudformation-template-update-stack.json';

/** The services of AWS that a local cloud has, with their actions, by their signing names: as those say that are made, not run. */
export async function servedServices(): Promise<readonly ServedService[]> {
  const { folder, remove } = makeTemporaryFolder();
  try {
    writeFileSync(join(folder, NOTHING_DECLARED), '{"Resources": {}}');
    const parts = openParts({ packageFolder: folder, port: 0 }, NOWHERE, folder);
    const { served, take } = createServices(parts);
    await take('close');
    parts.clock.stop();
    parts.database.close();
    return served;
  } finally {
    remove();
  }
}
