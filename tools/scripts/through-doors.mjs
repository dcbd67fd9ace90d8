import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

/** A comment, then named re-exports and nothing else. */
const DOOR = /^\/\*\*[\s\S]*?\*\/\n(?:export (?:type )?\{[^}]*\} from '[^']+';\n)+$/;

const RE_EXPORT = /export (?:type )?\{([^}]*)\} from '([^']+)';/g;
const IMPORT = /(import|export) (type )?\{([^}]*)\} from '(\.[^']*\/index\.ts)';/g;
const DYNAMIC_IMPORT = /const \{([^}]*)\} = await import\('(\.[^']*\/index\.ts)'\)/g;

/** "a, b as c" -> [{ name: 'a', as: 'a' }, { name: 'b', as: 'c' }] */
const namesIn = (list) =>
  list
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
    .map((item) => {
      const [name, as = name] = item.split(' as ');
      return { name, as };
    });

/**
 * Returns a function that makes the imports of a source lead to the files behind the doors of other rooms. Doors are for
 * readers: esbuild counts all that a door names to each command that goes through it, and every command would load the
 * whole program. An import that is not understood, or names what the door does not have, is left as it is: esbuild then
 * says what is wrong with it.
 *
 * Doors are read once for each returned function, which is good for one compilation: sources may change afterwards.
 *
 * @returns (source, path of its file) -> source, of which every line keeps its number, for the sake of stack traces
 */
export function doorOpener() {
  const doors = new Map();

  /** What a door leads to: exported names to their files and names there; undefined for more than a door. */
  const doorAt = (path) => {
    if (!doors.has(path)) doors.set(path, readDoor(path));
    return doors.get(path);
  };

  return (source, path) => {
    /** The names of an import by the files that have them; undefined where the door does not lead to all of them. */
    const behind = (list, specifier) => {
      const door = doorAt(resolve(dirname(path), specifier));
      const found = namesIn(list).map(({ name, as }) => ({ ...door?.get(name), as }));
      return found.every(({ file }) => file !== undefined)
        ? found.map(({ file, name, as }) => ({ from: specifierOf(path, file), name, as }))
        : undefined;
    };
    return source
      .replaceAll(IMPORT, (whole, how, type = '', list, specifier) => {
        const imports = behind(list, specifier)?.map(
          ({ from, name, as }) =>
            `${how} ${type}{ ${name === as ? name : `${name} as ${as}`} } from '${from}';`,
        );
        return imports ? imports.join(' ') + lineEndsOf(whole) : whole;
      })
      .replaceAll(DYNAMIC_IMPORT, (whole, list, specifier) => {
        // `const { a: b }` is not an import's `a as b`: left as it is.
        const imports = list.includes(':') ? undefined : behind(list, specifier);
        const one = imports?.length === 1 && imports[0].name === imports[0].as ? imports[0] : undefined;
        return one ? whole.replace(specifier, () => one.from) : whole;
      });
  };
}

function readDoor(path) {
  const text = readFileSync(path, 'utf8');
  if (!DOOR.test(text)) return undefined;
  return new Map(
    [...text.matchAll(RE_EXPORT)].flatMap(([, list, file]) =>
      namesIn(list).map(({ name, as }) => [as, { file: resolve(dirname(path), file), name }]),
    ),
  );
}

function specifierOf(path, file) {
  const to = relative(dirname(path), file);
  return to.startsWith('.') ? to : `./${to}`;
}

const lineEndsOf = (text) => text.replaceAll(/[^\n]/g, '');
