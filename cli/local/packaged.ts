import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { IS_PACKAGE, PACKAGED_LOCAL, SERVICE, packageService } from '../../tools/build/index.ts';

/**
 * Builds and packages stage local where something has changed, saying so where it takes its seconds. The installed package brings it,
 * and packages only a configuration of one's own.
 */
export async function packaged(say: (text: string) => void): Promise<{ folder: string }> {
  if (IS_PACKAGE && !existsSync(join(SERVICE, 'config', 'local.json'))) return { folder: PACKAGED_LOCAL };
  const slow = setTimeout(() => {
    say('packaging stage local (first start, or something changed) ...');
  }, 300);
  try {
    return await packageService('local');
  } finally {
    clearTimeout(slow);
  }
}
