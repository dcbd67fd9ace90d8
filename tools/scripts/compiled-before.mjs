// Not from 'node:fs': the ES module that Node makes of it loads streams, too.
const { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } =
  process.getBuiltinModule('node:fs');
const { dirname } = process.getBuiltinModule('node:path');

const root = dirname(dirname(import.meta.dirname));
const records = `${root}/dist/cli-records`;

/** The compilation that has every command, for what is none of them: help, completion, the version. */
export const ALL = 'all';

/** In which compilation a command line is run: each command has one of its own. */
export const compilationOf = (command) =>
  /^[a-z]+$/.test(command ?? '') && existsSync(`${root}/cli/commands/${command}.ts`) ? command : ALL;

/** What changes with each write of a source, wherever that comes from: the time of a file's last change cannot be set back. */
export function stampOf(path) {
  const { size, mtimeMs, ctimeMs, ino } = statSync(`${root}/${path}`);
  return [path, size, mtimeMs, ctimeMs, ino];
}

/** Whether a compilation lies there, and not only what a process that ran from it has kept there. */
export const isWhole = (folder) => existsSync(`${folder}/main.mjs`);

/**
 * The folder of a compilation whose sources are what they were when it was made; undefined where there is none. Nothing but the
 * stamps of these sources is looked at: to find and read all sources takes longer than a short command.
 */
export function compiledBefore(compilation) {
  try {
    const { from, folder, stamps } = JSON.parse(readFileSync(`${records}/${compilation}.json`, 'utf8'));
    const isKept = from === root && isWhole(folder);
    return isKept && stamps.every((known) => `${stampOf(known[0])}` === `${known}`) ? folder : undefined;
  } catch {
    // There is no record yet, or a source has gone.
    return undefined;
  }
}

/** @param stamps of the sources of the compilation, taken before they were read */
export function rememberCompiled(compilation, folder, stamps) {
  const record = `${records}/${compilation}.json`;
  mkdirSync(records, { recursive: true });
  // Whoever reads it meanwhile finds all of it, or nothing.
  writeFileSync(`${record}.${process.pid}`, JSON.stringify({ from: root, folder, stamps }));
  renameSync(`${record}.${process.pid}`, record);
}
