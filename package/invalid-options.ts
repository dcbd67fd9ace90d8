/** Options or an argument that a door does not take: the text says which, and what it takes. It shows no value, which may be a secret or somebody's data. */
export class InvalidOptions extends TypeError {
  override name = 'InvalidOptions';
  readonly code = 'InvalidOptions';
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Promise);

/** What a member may be, in words, whether it is, and of a list, whether an item is. */
const KINDS = {
  text: ['a text that is not empty', isText],
  texts: ['a list of texts', (value) => Array.isArray(value) && value.every(isText), isText],
  'texts by name': [
    'an object of texts',
    (value) => isObject(value) && Object.values(value).every((text) => typeof text === 'string'),
  ],
  objects: ['a list of objects', (value) => Array.isArray(value) && value.every(isObject), isObject],
  object: ['an object', isObject],
  function: ['a function', (value) => typeof value === 'function'],
  milliseconds: [
    'a number of milliseconds over 0',
    (value) => typeof value === 'number' && value > 0 && value < Infinity,
  ],
} satisfies Record<string, [string, (value: unknown) => boolean, ((item: unknown) => boolean)?]>;

/** What kind of value each member of some options is: all that there are. */
export type KnownOptions<Options> = Readonly<Record<keyof Options, keyof typeof KINDS>>;

/**
 * Holds options to what is known of them: a name that is mistyped would be passed over without a word otherwise.
 * @param of whose they are, as its caller writes it
 * @throws InvalidOptions
 */
export function checkOptions<Options>(of: string, given: unknown, known: KnownOptions<Options>): void {
  const names = Object.keys(known);
  if (!isObject(given))
    throw new InvalidOptions(
      `${of} takes an object with ${names.join(', ')}, and was given ${nameOf(given)}`,
    );
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(known, name))
      throw new InvalidOptions(`${of} has no option ${JSON.stringify(name)}: there are ${names.join(', ')}`);
    const [words, isRight, isItem] = KINDS[known[name as keyof Options]];
    if (value !== undefined && !isRight(value))
      throw new InvalidOptions(`${name} of ${of} must be ${words}, and is ${nameOf(value, isItem)}`);
  }
}

/** What something is, without its value. @param isItem says of a list which item is wrong */
export function nameOf(value: unknown, isItem: (item: unknown) => boolean = () => true): string {
  if (value instanceof Promise) return 'a promise: await it first';
  if (Array.isArray(value)) {
    const wrong = (value as unknown[]).find((item) => !isItem(item));
    return value.every(isItem) ? 'a list' : `a list with ${nameOf(wrong)} in it`;
  }
  if (value === null || value === undefined || value === '' || typeof value === 'number')
    return value === '' ? 'an empty text' : String(value);
  if (value instanceof Uint8Array) return 'bytes';
  return typeof value === 'string' ? 'a text' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
