import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { doorOpener } from '../through-doors.mjs';
import { fromRoot } from './plugins.mjs';

/** An import of a declaration, whatever its form. */
const SPECIFIER = /(from |import\()'(\.[^']*)\.ts'/g;

/** Types of a package that is an ES module alone: a declaration of CommonJS has to say so. */
const OF_MODULES = /(from 'jose');/g;
const AS_A_MODULE = "$1 with { 'resolution-mode': 'import' };";

/**
 * Writes the declarations of doors, and of what these name and no more, as modules of both kinds: `.d.mts` for whoever imports, `.d.cts` for whoever requires.
 * @param entries paths of sources, from the repository's folder
 */
export function emitTypes(entries, outdir) {
  const emitted = declarationsOf(entries.map((path) => fromRoot(path)));
  const needed = new Set(entries.map((path) => fromRoot(path)));
  for (const path of needed)
    for (const [, , name] of textOf(emitted, path).matchAll(SPECIFIER))
      needed.add(resolve(dirname(path), `${name}.ts`));
  for (const path of needed)
    for (const kind of ['mts', 'cts']) {
      const file = join(outdir, relative(fromRoot(), path).replace(/\.ts$/, `.d.${kind}`));
      mkdirSync(dirname(file), { recursive: true });
      const text = textOf(emitted, path).replaceAll(SPECIFIER, `$1'$2.${kind.replace('ts', 'js')}'`);
      writeFileSync(file, kind === 'cts' ? text.replaceAll(OF_MODULES, AS_A_MODULE) : text);
    }
}

function textOf(emitted, path) {
  const text = emitted.get(path.replace(/\.ts$/, '.d.ts'));
  if (text === undefined) throw new Error(`no declarations of ${path}`);
  return text;
}

/** Imports lead past the doors of rooms, which name more than a door of the package is about. */
function declarationsOf(rootNames) {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(fromRoot('tsconfig.json'), ts.sys.readFile).config,
    ts.sys,
    fromRoot(),
  );
  const emitting = { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, noCheck: true };
  const host = ts.createCompilerHost(emitting);
  const throughDoors = doorOpener();
  const ours = (path) => !path.includes('/node_modules/') && path.endsWith('.ts');
  const { getSourceFile } = host;
  host.getSourceFile = (path, target, ...more) =>
    ours(path)
      ? ts.createSourceFile(path, throughDoors(readFileSync(path, 'utf8'), path), target)
      : getSourceFile.call(host, path, target, ...more);
  const emitted = new Map();
  ts.createProgram({ rootNames, options: emitting, host }).emit(undefined, (path, text) =>
    emitted.set(path, text),
  );
  return emitted;
}
