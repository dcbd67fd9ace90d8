import type { Item, Navigator } from '../fhirpath/item.ts';
import { isObject } from '../fhirpath/item.ts';
import { sameValue } from '../fhirpath/values.ts';
import { bindingFault } from '../r4/explain-binding.ts';
import type { Surroundings } from '../r4/line-references.ts';
import { targetType } from '../r4/line-references.ts';
import { fitsPattern } from './value-demands.ts';
import type { Demand, Discriminator } from './profile.ts';

/** Whether an item is in a slice; undefined where its discriminators cannot decide that here. */
export type InSlice = boolean | undefined;

/** What discriminators ask. */
export interface SliceContext {
  navigator: Navigator;
  /** Whether an item keeps a profile; undefined where that is not loaded. */
  keeps: (profile: string, item: Item) => boolean | undefined;
  surroundings: Surroundings;
}

/** Asks every discriminator of a slicing (R4, "Discriminator"); all must say yes. */
export function isInSlice(
  item: Item,
  slice: Demand,
  discriminators: readonly Discriminator[],
  context: SliceContext,
): InSlice {
  if (discriminators.length === 0) return undefined;
  let known = true;
  for (const discriminator of discriminators) {
    const answer = fits(item, slice, discriminator, context);
    if (answer === false) return false;
    known &&= answer === true;
  }
  return known ? true : undefined;
}

function fits(
  item: Item,
  slice: Demand,
  { type, path }: Discriminator,
  { navigator, keeps, surroundings }: SliceContext,
): InSlice {
  const steps = stepsOf(path);
  const items = steps && follow(navigator, [item], steps, surroundings);
  if (!items) return undefined;
  const demands = demandsAt(slice, steps);
  switch (type) {
    case 'type': {
      const isTarget = steps.includes('resolve()');
      return ofType(
        items,
        demands.flatMap(({ targets = [], types = [] }) => (isTarget ? targets : types)),
      );
    }
    case 'exists': {
      const [demand] = demands;
      return demand && (demand.max === 0 ? items.length === 0 : items.length > 0);
    }
    case 'value':
    case 'pattern': {
      // An extension's url is that of its profile.
      const [profile] = slice.profiles ?? [];
      if (path === 'url' && profile !== undefined) return items.some(({ value }) => value === profile);
      const answers = demands
        .map((demand) => hasValue(items, demand))
        .filter((answer) => answer !== undefined);
      return answers.length > 0 ? answers.includes(true) : undefined;
    }
    case 'profile': {
      // Of what is elsewhere nothing is known but its type.
      if (steps.includes('resolve()')) return undefined;
      const [profile] = demands.flatMap(({ profiles = [] }) => profiles);
      const answers = profile === undefined ? [] : items.map((each) => keeps(profile, each));
      return answers.includes(undefined) || profile === undefined ? undefined : answers.includes(true);
    }
    default:
      return undefined;
  }
}

/** Undefined where the slice says nothing of the value. */
function hasValue(items: readonly Item[], demand: Demand): InSlice {
  const { fixed, pattern, codes } = demand;
  if (fixed !== undefined) return items.some(({ value }) => sameValue(value, fixed));
  if (pattern !== undefined) return items.some(({ value }) => fitsPattern(value, pattern));
  if (codes) return items.some(({ value, type }) => bindingFault(codes, value, type) === undefined);
  // The value may be given by the elements in it: coding.code of a concept.
  const inner = demand.children.map((child) => {
    const [holder] = items;
    return holder && hasValue(childValues(holder, child.name), child);
  });
  return inner.length > 0 && inner.every((answer) => answer !== undefined) ? inner.every(Boolean) : undefined;
}

const childValues = ({ value }: Item, name: string): Item[] => {
  const member = isObject(value) ? value[name] : undefined;
  if (member === undefined) return [];
  return (Array.isArray(member) ? member : [member]).map((each: unknown) => ({ value: each, type: '' }));
};

const ofType = (items: readonly Item[], types: readonly string[]): InSlice =>
  types.length === 0 ? undefined : items.some(({ type }) => types.includes(type));

const STEP = /extension\('[^']*'\)|resolve\(\)|ofType\([A-Za-z]+\)|\$this|[A-Za-z][A-Za-z0-9]*/y;

/** The steps of a discriminator's path; undefined where it has others than FHIR allows. */
export function stepsOf(path: string): string[] | undefined {
  const steps: string[] = [];
  STEP.lastIndex = 0;
  for (;;) {
    const [step] = STEP.exec(path) ?? [];
    if (step === undefined) return undefined;
    if (step !== '$this') steps.push(step);
    if (STEP.lastIndex >= path.length) return steps;
    if (path[STEP.lastIndex] !== '.') return undefined;
    STEP.lastIndex++;
  }
}

function follow(
  navigator: Navigator,
  items: readonly Item[],
  steps: readonly string[],
  surroundings: Surroundings,
): readonly Item[] {
  return steps.reduce<readonly Item[]>((from, step) => {
    const argument = /\('?([^')]*)'?\)/.exec(step)?.[1];
    if (step === 'resolve()') return from.flatMap((item) => resolved(item, surroundings));
    if (step.startsWith('ofType')) return from.filter(({ type }) => type === argument);
    if (argument === undefined) return from.flatMap((item) => navigator.children(item, step));
    return from
      .flatMap((item) => navigator.children(item, 'extension'))
      .filter(({ value }) => isObject(value) && value.url === argument);
  }, items);
}

/** Of what a reference is to, its type is known. */
function resolved({ value }: Item, surroundings: Surroundings): Item[] {
  const reference = isObject(value) ? value.reference : undefined;
  const type = typeof reference === 'string' ? targetType(reference, surroundings) : undefined;
  return type === undefined || type === '' ? [] : [{ value: {}, type }];
}

/** What a slice demands of the element that a path leads to, slices on the way included. */
export function demandsAt(slice: Demand, steps: readonly string[]): readonly Demand[] {
  return steps.reduce<readonly Demand[]>(
    (demands, step) => {
      if (step === 'resolve()' || step.startsWith('ofType')) return demands;
      const url = /^extension\('([^']*)'\)$/.exec(step)?.[1];
      const children = demands
        .flatMap((demand) => demand.children)
        .filter(({ name }) => name === (url === undefined ? step : 'extension'))
        .flatMap((child) => [child, ...(child.slicing?.slices ?? [])]);
      return url === undefined ? children : children.filter(({ profiles }) => profiles?.includes(url));
    },
    [slice],
  );
}
