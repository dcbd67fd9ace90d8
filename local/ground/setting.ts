import { isJsonObject } from './json.ts';

/** One setting: what it is unless changed, what it means, and which values it takes. */
export interface Setting<Value> {
  defaultValue: Value;
  /** For people: one sentence, with the unit. */
  meaning: string;
  /** For people: "a whole number from 0". */
  takes: string;
  /** The value as it is to be used, beside `current`; undefined where the setting does not take it. */
  read: (value: unknown, current: Value) => Value | undefined;
}

export const wholeNumber = (defaultValue: number, meaning: string, least = 0): Setting<number> => ({
  defaultValue,
  meaning,
  takes: `a whole number from ${least}`,
  read: (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= least ? value : undefined,
});

export const flag = (defaultValue: boolean, meaning: string): Setting<boolean> => ({
  defaultValue,
  meaning,
  takes: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
});

/** The first choice is the default. */
export const oneOf = <const Choice extends string>(
  choices: readonly [Choice, ...Choice[]],
  meaning: string,
): Setting<Choice> => ({
  defaultValue: choices[0],
  meaning,
  takes: choices.map((choice) => `"${choice}"`).join(' or '),
  read: (value) => choices.find((choice) => choice === value),
});

/** A text; nothing in particular unless one is given. */
export const text = (meaning: string): Setting<string | undefined> => ({
  defaultValue: undefined,
  meaning,
  takes: 'a text',
  read: (value) => (typeof value === 'string' && value !== '' ? value : undefined),
});

/** An operation of an AWS API; any unless one is given. */
export const operation = (meaning: string): Setting<string | undefined> => ({
  defaultValue: undefined,
  meaning,
  takes: "an operation's name as its API reference writes it",
  read: (value) => (typeof value === 'string' && /^[A-Z][A-Za-z0-9]+$/.test(value) ? value : undefined),
});

/** Positions in a list, from 0; every one unless some are given. */
export const positions = (meaning: string): Setting<readonly number[] | undefined> => ({
  defaultValue: undefined,
  meaning,
  takes: 'a list of whole numbers from 0',
  read: (value) => (Array.isArray(value) && value.length > 0 && value.every(isPosition) ? value : undefined),
});

const isPosition = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

export const texts = (defaultValue: readonly string[], meaning: string): Setting<readonly string[]> => ({
  defaultValue,
  meaning,
  takes: 'a list of texts',
  read: (value) =>
    Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined,
});

/** So many requests in so many seconds. */
export interface Rate {
  requests: number;
  seconds: number;
}

/** Rates by name; a change may give some of them. */
export const rates = <Name extends string>(
  defaultValue: Readonly<Record<Name, Rate>>,
  meaning: string,
): Setting<Readonly<Record<Name, Rate>>> => ({
  defaultValue,
  meaning,
  takes: '`{"ListFHIRImportJobs": {"requests": 10, "seconds": 1}}`, for some actions or all',
  read: (value, current) =>
    isJsonObject(value) &&
    Object.entries(value).every(([name, rate]) => Object.hasOwn(defaultValue, name) && isRate(rate))
      ? { ...current, ...value }
      : undefined,
});

const isRate = (value: unknown): boolean =>
  isJsonObject(value) &&
  Object.keys(value).length === 2 &&
  [value.requests, value.seconds].every((number) => typeof number === 'number' && number > 0);
