import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where compilations lie, each in a folder that is named for its sources. */
export const COMPILED = join(root, 'dist', 'cli');

/** What the sources looked like when they were last read: `{ root, name, states: [path, state][] }`. */
export const SEEN = join(root, 'dist', 'cli-sources.json');

/**
 * The folder of the compiled command line. Most commands find their sources as they were: to know it takes a look at the
 * size and times of each file and folder, and nothing else is loaded. To list and read the sources took half of a short
 * command.
 */
export async function compiledCli() {
  return unchanged() ?? (await (await import('./compile-cli.mjs')).compileCli());
}

function unchanged() {
  try {
    const seen = JSON.parse(readFileSync(SEEN, 'utf8'));
    const folder = join(COMPILED, seen.name);
    const isSame = seen.root === root && seen.states.every(([path, state]) => stateOf(path) === state);
    return isSame && existsSync(folder) ? folder : undefined;
  } catch {
    // Nothing was seen, or what was seen is gone.
    return undefined;
  }
}

/**
 * What changes with each write of a file, and of a folder with each name that comes or goes: the time of the last change
 * cannot be set back.
 * @param path relative to the project
 */
export function stateOf(path) {
  // Not join(): of a thousand paths it takes as long as to look at them.
  const { size, mtimeMs, ctimeMs, ino } = lstatSync(`${root}/${path}`);
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}
