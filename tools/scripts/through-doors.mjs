import { readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';

const DOOR = /^\/\*\*[\s\S]*?\*\/\n(?:export (?:type )?\{[^}]*\} from '[^']+';\n)+$/;

const doors = new Map();

/** What a door leads to: names to the files that have them; undefined for an index.ts that is more than a door. */
function doorAt(path) {
  if (!doors.has(path)) {
    const text = readFileSync(path, 'utf8');
    const names = [...text.matchAll(/export (?:type )?\{([^}]*)\} from '([^']+)';/g)].flatMap(
      ([, list, file]) => namesIn(list).map((name) => [name, resolve(dirname(path), file)]),
    );
    doors.set(path, DOOR.test(text) ? new Map(names) : undefined);
  }
  return doors.get(path);
}

const namesIn = (list) =>
  list
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

/**
 * A source whose imports lead to the files behind the doors of other rooms. Doors are for readers: esbuild counts
 * all that a door names to each command that goes through it, and every command would load the whole program.
 * @param path the source's file
 */
export function throughDoors(source, path) {
  const pathTo = (file) => {
    const to = relative(dirname(path), file);
    return to.startsWith('.') ? to : `./${to}`;
  };
  return source
    .replaceAll(
      /import (type )?\{([^}]*)\} from '(\.[^']*\/index\.ts)';/g,
      (whole, type, list, specifier) => {
        const door = doorAt(resolve(dirname(path), specifier));
        if (!door) return whole;
        const imports = namesIn(list).map((name) => {
          const file = door.get(name.split(' as ')[0]);
          return `import ${type ?? ''}{ ${name} } from '${pathTo(file)}';`;
        });
        return imports.join(' ');
      },
    )
    .replaceAll(/const \{ (\w+) \} = await import\('(\.[^']*\/index\.ts)'\)/g, (whole, name, specifier) => {
      const file = doorAt(resolve(dirname(path), specifier))?.get(name);
      return file ? `const { ${name} } = await import('${pathTo(file)}')` : whole;
    });
}
