import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** One import of a file. */
export interface Import {
  /** A file of the project, from its root; or the name of a package, without what lies in it. */
  from: string;
  isPackage: boolean;
  /** True where types alone are imported, which nothing remains of at run time. */
  isType: boolean;
  /** True for `import()`, which loads when it is called. */
  isDynamic: boolean;
}

/** A source file as the law sees it. */
export interface Source {
  /** From the project's root, with "/". */
  path: string;
  text: string;
  imports: readonly Import[];
}

const PRODUCT = [
  'errors',
  'fhir',
  'events',
  'config',
  'lib',
  'handlers',
  'console',
  'local',
  'verify',
  'package',
  'tools',
  'cli',
];

/** Every source file of the product, in the order of their paths. @param root the project's folder */
export function readSources(root: string): Source[] {
  return PRODUCT.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(tsx?|mjs|cjs)$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => posix.join(folder, name.replaceAll('\\', '/'))),
  )
    .sort()
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')));
}

/** A file with its imports. Static ones begin a line, which the formatter sees to. */
export function sourceOf(path: string, text: string): Source {
  const imports: Import[] = [];
  const add = (specifier: string, isType: boolean, isDynamic: boolean): void => {
    // A program that writes imports has them in its texts.
    if (specifier.startsWith('node:') || specifier.includes('${')) return;
    const isPackage = !specifier.startsWith('.');
    const from = isPackage ? packageOf(specifier) : posix.join(posix.dirname(path), specifier);
    imports.push({ from, isPackage, isType, isDynamic });
  };
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '');
  for (const [, type, specifier = ''] of code.matchAll(
    /^(?:import|export) (type )?(?:[^;'"`]*? from )?['"]([^'"]+)['"](?: with [^;]*)?;/gm,
  ))
    add(specifier, type !== undefined, false);
  for (const [, specifier = ''] of code.matchAll(/\bimport\(['"]([^'"]+)['"]\)/g))
    add(specifier, false, true);
  for (const [, from = ''] of code.matchAll(/\bimportTypeScript\(['"]([^'"]+)['"]\)/g))
    imports.push({ from, isPackage: false, isType: false, isDynamic: true });
  return { path, text, imports };
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
