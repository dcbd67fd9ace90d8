/** The kind of rule that a fault breaks: levels of validation differ in which ones they look at. */
export type RuleKind =
  /** Nesting and JSON types. */
  | 'structure'
  /** A member that FHIR has not. */
  | 'unknown-property'
  | 'cardinality'
  /** Values of primitive types. */
  | 'value'
  | 'binding'
  | 'reference'
  | 'narrative'
  /** JSON itself: what parsers read differently. */
  | 'json'
  | 'invariant'
  | 'profile';

/** One broken rule, and where: a FHIRPath that leads to the element. */
export interface Fault {
  rule: RuleKind;
  path: string;
  text: string;
}

/** No more faults than these are gathered of one line. */
export const MOST_FAULTS = 100;

/** Gathers the faults of one resource. */
export class Faults {
  readonly #faults: Fault[] = [];
  readonly #told = new Set<string>();

  get all(): readonly Fault[] {
    return this.#faults;
  }

  get isFull(): boolean {
    return this.#faults.length >= MOST_FAULTS;
  }

  /**
   * What is wrong in a place is told once, though several profiles demand it.
   * @param from behind the text: which profile has the rule
   */
  add(rule: RuleKind, path: string, text: string, from = ''): void {
    const key = `${path}\n${text}`;
    if (this.isFull || this.#told.has(key)) return;
    this.#told.add(key);
    this.#faults.push({ rule, path, text: text + from });
  }
}

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
