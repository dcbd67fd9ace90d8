import { samplePopulation } from '../../tools/sample-population/generate-population.ts';
import { RIGHT_RESOURCES } from './right-resources.ts';

/** Numbers from 0 to 1 in a sequence that its seed fixes (Mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;

const pick = <Item>(random: Random, items: readonly Item[]): Item | undefined =>
  items[Math.floor(random() * items.length)];

/** Values that parsers and validators stumble over. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u2028',
  'x'.repeat(2000),
  '0000-00-00',
  '2020-02-30',
  '9999-12-31T23:59:60+14:00',
  'Patient/1',
  'urn:uuid:x',
  '#',
  '?',
  'http://',
  '<div>',
  '<div xmlns=""><a b="&c">',
  [],
  {},
  [[]],
  [null],
  [{}],
  { id: 'x' },
  { resourceType: 'Patient' },
  { extension: [{}] },
  { toString: 1 },
  { length: 1 },
];

/** Names that may reach into what is not JSON's. */
const ODD_NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  '_',
  'resourceType',
  'id',
  'extension',
  '_extension',
  'value',
  'valueString',
  '_valueString',
  'contained',
  'meta',
  'reference',
  'div',
  'fhir_comments',
  '0',
  '\u0000',
];

const oddValue = (random: Random): unknown => structuredClone(pick(random, ODD_VALUES));

interface Place {
  holder: Record<string, unknown>;
  key: string;
}

/** Every member and list item of a value. */
function placesIn(value: unknown, places: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return places;
  for (const key of Object.keys(value)) {
    const holder = value as Record<string, unknown>;
    places.push({ holder, key });
    placesIn(holder[key], places);
  }
  return places;
}

/** Sets a member as JSON.parse would, whatever its name; lists get another item instead of a member. */
const own = (holder: object, key: string, value: unknown): void => {
  if (Array.isArray(holder) && !/^\d+$/.test(key)) {
    holder.push(value);
    return;
  }
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
};

const CHANGES: readonly ((random: Random, place: Place, places: readonly Place[]) => void)[] = [
  (random, { holder, key }) => {
    own(holder, key, oddValue(random));
  },
  (_random, { holder, key }) => {
    Reflect.deleteProperty(holder, key);
  },
  (random, { holder }) => {
    own(holder, pick(random, ODD_NAMES) ?? '', oddValue(random));
  },
  (random, { holder, key }, places) => {
    const other = pick(random, places);
    if (other) own(holder, key, structuredClone(other.holder[other.key]));
  },
  (_random, { holder, key }) => {
    own(holder, key, [holder[key]]);
  },
  (_random, { holder, key }) => {
    own(holder, `_${key}`, holder[key]);
  },
  (random, { holder, key }) => {
    const value = holder[key];
    if (typeof value === 'string') own(holder, key, damaged(random, value));
  },
];

/** A text with a character changed, taken away or added. */
function damaged(random: Random, text: string): string {
  const at = Math.floor(random() * (text.length + 1));
  const added = String.fromCharCode(Math.floor(random() * (random() < 0.8 ? 128 : 65536)));
  return text.slice(0, at) + (random() < 0.5 ? added : '') + text.slice(at + Math.floor(random() * 3));
}

/**
 * Endless lines: right resources with one to four changes, and now and then damage to the text itself.
 * @param more right resources beside those at hand
 */
export function* mutatedLines(seed: number, more: readonly object[] = []): Generator<Buffer> {
  const random = randomNumbers(seed);
  const sample = [...samplePopulation()].filter((_line, index) => index % 5 === 0);
  const lines = [
    ...Object.values(RIGHT_RESOURCES).flatMap((each) => Array<string>(20).fill(JSON.stringify(each))),
    ...sample,
    ...more.map((each) => JSON.stringify(each)),
  ];
  for (;;) yield mutated(random, pick(random, lines) ?? '');
}

/** A JSON text with one to four changes, and now and then damage to the text itself. */
export function mutated(random: Random, json: string): Buffer {
  const value = JSON.parse(json) as unknown;
  for (let change = Math.floor(random() * 4); change >= 0; change--) {
    const places = placesIn(value);
    const place = pick(random, places);
    if (place) pick(random, CHANGES)?.(random, place, places);
  }
  const text = JSON.stringify(value);
  return random() < 0.1 ? Buffer.from(damaged(random, text)) : Buffer.from(text);
}
