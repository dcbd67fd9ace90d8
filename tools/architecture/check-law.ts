import { posix } from 'node:path';
import type { RoomLaw } from './law.ts';
import { COMMON, FOLDERS_BY_ACTION, LAW, MOST_FILES, MOST_LINES, TABLES } from './law.ts';
import type { Source } from './read-sources.ts';

/** The room of a file: two levels in lib/, console/, local/, cli/, tools/ and test/, one elsewhere. */
export function roomOf(path: string): string {
  const [first = '', second = '', third] = path.split('/');
  return third !== undefined && ['lib', 'console', 'local', 'cli', 'tools', 'test'].includes(first)
    ? `${first}/${second}`
    : first;
}

const doorsOf = (room: string, { doors }: RoomLaw): readonly string[] => doors ?? [`${room}/index.ts`];

/** Every breach of the law, a sentence each; none where the house is as the law has it. Pure. */
export function breaches(sources: readonly Source[]): string[] {
  return [
    ...sources.flatMap(breachesOfFile),
    ...circles(sources),
    ...Object.entries(LAW).flatMap(([room, law]) => [
      ...breachesOfDoors(room, law, sources),
      ...unusedArrows(room, law, sources),
    ]),
    ...breachesOfSize(sources),
  ];
}

function breachesOfFile({ path, imports }: Source): string[] {
  const room = roomOf(path);
  const law = LAW[room];
  if (!law) return [`${path} lies in ${room}, which is not a room of the law`];
  return imports.flatMap(({ from, isPackage, isType }) => {
    if (isPackage) {
      const allowed = isType ? [...(law.packages ?? []), ...(law.packageTypes ?? [])] : (law.packages ?? []);
      return allowed.includes(from) ? [] : [`${path} uses the package ${from}, which ${room} may not`];
    }
    const to = roomOf(from);
    if (to === room || from.endsWith('.json')) return [];
    const allowed = isType ? [...law.may, ...(law.mayTypes ?? [])] : law.may;
    if (!allowed.includes(to)) return [`${path} imports ${from}: ${room} may not know ${to}`];
    const target = LAW[to];
    const doors = target ? doorsOf(to, target) : [];
    return doors.length === 0 || doors.includes(from)
      ? []
      : [`${path} imports ${from} past the door ${doors.join(' or ')}`];
  });
}

/** Circles of files, imports of types included; one line for each. */
function circles(sources: readonly Source[]): string[] {
  const imports = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ isPackage, isDynamic }) => !isPackage && !isDynamic).map(({ from }) => from),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) found.push(`a circle: ${[...way.slice(at), path].join(' -> ')}`);
    if (at >= 0 || done.has(path)) return;
    for (const next of imports.get(path) ?? []) walk(next, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) walk(path, []);
  return found;
}

/** What the law allows and nobody does: the map would show arrows that are not there. */
function unusedArrows(room: string, { may, mayTypes = [] }: RoomLaw, sources: readonly Source[]): string[] {
  const used = new Set(
    sources
      .filter(({ path }) => roomOf(path) === room)
      .flatMap(({ imports }) => imports.filter(({ isPackage }) => !isPackage))
      .map(({ from }) => roomOf(from)),
  );
  return [...may, ...mayTypes]
    .filter((to) => !used.has(to) && !COMMON.includes(to))
    .map((to) => `the law lets ${room} know ${to}, which it does not`);
}

const DOOR =
  /^\/\*\*\n \* In: .+\n \* Out: .+\n \* Touches: .+\n(?: \*.*\n)*? \*\/\n(?:export (?:type )?\{[^}]+\} from '\.\/[^']+';\n)+$/;

function breachesOfDoors(room: string, law: RoomLaw, sources: readonly Source[]): string[] {
  if (law.doors?.length === 0)
    return law.purpose === undefined ? [`${room} has no door and no purpose in the law`] : [];
  const door = sources.find(({ path }) => path === doorsOf(room, law)[0]);
  if (!door) return [`${room} has no door: write ${room}/index.ts`];
  return DOOR.test(door.text)
    ? []
    : [`${door.path} is not a door: three lines (In, Out, Touches) and named re-exports, nothing else`];
}

function breachesOfSize(sources: readonly Source[]): string[] {
  const written = sources.filter(({ path }) => !path.includes('.generated.'));
  const long = written.flatMap(({ path, text }) => {
    const lines = text.split('\n').length - 1;
    return lines <= MOST_LINES || TABLES.includes(path)
      ? []
      : [`${path} has ${lines} lines: ${MOST_LINES} at most`];
  });
  const folders = Map.groupBy(written, ({ path }) => posix.dirname(path));
  const full = [...folders].flatMap(([folder, { length }]) =>
    length <= MOST_FILES || FOLDERS_BY_ACTION.includes(folder)
      ? []
      : [`${folder}/ holds ${length} files: ${MOST_FILES} at most; which rooms are in it?`],
  );
  return [...long, ...full];
}
