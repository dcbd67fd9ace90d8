import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from '@jest/globals';

/** Real data that lies beside the project on some machines and is no part of it. */
const SHARED = join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** The path of real data; undefined where it is not there. */
export function sharedData(name: string): string | undefined {
  const path = join(SHARED, name);
  return existsSync(path) ? path : undefined;
}

/** A test over real data; where that is not there it is skipped, and says so. */
export function testWith(data: string, name: string, run: (path: string) => void | Promise<void>): void {
  const path = sharedData(data);
  if (path === undefined) {
    process.stderr.write(`skipped, for the data ${data} is not on this machine: ${name}\n`);
    test.skip(`${name} (the data ${data} is not on this machine)`, () => undefined);
  } else test(name, () => run(path));
}
