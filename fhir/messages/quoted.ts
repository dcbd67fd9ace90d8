const LONGEST_QUOTE = 100;

/** A value as a message shows it: not longer than a line. */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `'${text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text}'`;
}

const LONGEST_PATH = 240;

/** A path as a message shows it: of one that leads very deep, its begin and its end. */
export function shortPath(path: string): string {
  if (path.length <= LONGEST_PATH) return path;
  const [begin, end] = [path.slice(0, LONGEST_PATH / 2), path.slice(-LONGEST_PATH / 2)];
  return `${begin.slice(0, begin.lastIndexOf('.'))}...${end.slice(end.indexOf('.') + 1)}`;
}

/** What kind of JSON value it is, with its article. */
export function jsonKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an Array';
  return KINDS[typeof value] ?? 'nothing';
}

const KINDS: Readonly<Record<string, string>> = {
  object: 'an Object',
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
};

/** All that `jsonKind` may say. */
export const JSON_KINDS: readonly string[] = ['null', 'nothing', 'an Array', ...Object.values(KINDS)];
