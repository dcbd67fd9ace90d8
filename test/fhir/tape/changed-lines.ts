import { randomNumbers } from '../fuzz.ts';

type Random = () => number;
type Members = Record<string, unknown>;

const pick = <Item>(random: Random, items: readonly Item[] | undefined): Item | undefined =>
  items?.[Math.floor(random() * items.length)];

/** An object with the name that it stands under. */
interface Place {
  name: string;
  members: Members;
}

/** All objects of a value. */
function placesIn(value: unknown, name: string, places: Place[] = []): Place[] {
  if (Array.isArray(value)) for (const each of value) placesIn(each, name, places);
  else if (typeof value === 'object' && value !== null) {
    places.push({ name, members: value as Members });
    for (const [inner, each] of Object.entries(value)) placesIn(each, inner, places);
  }
  return places;
}

/** What there is of values by the name of their member, and of objects by the name that they stand under. */
interface Pool {
  values: ReadonlyMap<string, readonly unknown[]>;
  objects: ReadonlyMap<string, readonly Members[]>;
}

type Change = (random: Random, members: Members, name: string, pool: Pool) => void;

const keyOf = (random: Random, members: Members): string =>
  pick(
    random,
    Object.keys(members).filter((key) => key !== 'resourceType'),
  ) ?? 'id';

const CHANGES: readonly Change[] = [
  (random, members) => {
    Reflect.deleteProperty(members, keyOf(random, members));
  },
  // Another value of the same member.
  (random, members, _name, { values }) => {
    const key = keyOf(random, members);
    const value = pick(random, values.get(key));
    if (value !== undefined) members[key] = structuredClone(value);
  },
  // A member that another such object has.
  (random, members, name, { objects }) => {
    const other = pick(random, objects.get(name)) ?? {};
    const key = keyOf(random, other);
    if (other[key] !== undefined) members[key] = structuredClone(other[key]);
  },
  // An item once more, or one of another list.
  (random, members, _name, { values }) => {
    const key = keyOf(random, members);
    const list = members[key];
    const other = pick(random, values.get(key));
    const items = Array.isArray(list) ? (list as unknown[]) : [];
    const more = pick(random, Array.isArray(other) && random() < 0.7 ? (other as unknown[]) : items);
    if (more !== undefined) items.push(structuredClone(more));
  },
  // A text that is nearly the same.
  (random, members) => {
    const key = keyOf(random, members);
    const text = members[key];
    if (typeof text !== 'string') return;
    const at = Math.floor(random() * text.length);
    members[key] =
      `${text.slice(0, at)}${pick(random, ['0', '9', 'a', 'Z', '1', '-', '/']) ?? ''}${text.slice(at + 1)}`;
  },
  (random, members) => {
    const key = keyOf(random, members);
    if (typeof members[key] === 'number') members[key] = pick(random, [-1, 0, 1, 101, 0.5]);
  },
  (random, members) => {
    const key = keyOf(random, members);
    if (typeof members[key] !== 'object' && key !== 'id')
      members[`_${key}`] = { extension: [{ url: 'http://example.org/e', valueCode: 'a' }] };
  },
  (random, members) => {
    members.id = pick(random, ['a', 'b', 'c']);
  },
  (random, members) => {
    if (typeof members.reference === 'string')
      members.reference = pick(random, [
        '#a',
        '#b',
        '#',
        'Patient/1',
        'urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0',
      ]);
  },
];

/**
 * Endless lines with changes that mostly leave the structure right and break what is beyond it: what one resource has, another one gets
 * in the same place.
 */
export function* changedLines(seed: number, resources: readonly object[]): Generator<Buffer> {
  const random = randomNumbers(seed);
  const values = new Map<string, unknown[]>();
  const objects = new Map<string, Members[]>();
  for (const { name, members } of resources.flatMap((each) => placesIn(each, typeOf(each)))) {
    objects.set(name, [...(objects.get(name) ?? []), members]);
    for (const [key, value] of Object.entries(members)) values.set(key, [...(values.get(key) ?? []), value]);
  }
  for (;;) {
    const resource = structuredClone(pick(random, resources) ?? {});
    for (let change = Math.floor(random() * 3); change >= 0; change--) {
      const place = pick(random, placesIn(resource, typeOf(resource)));
      if (place) pick(random, CHANGES)?.(random, place.members, place.name, { values, objects });
    }
    yield Buffer.from(JSON.stringify(resource));
  }
}

const typeOf = (resource: object): string => (resource as { resourceType?: string }).resourceType ?? '';
