import type { Scope } from '../fhirpath/item.ts';
import { isObject } from '../fhirpath/item.ts';

/** Says whether an item breaks a rule. */
export type IsBroken = (scope: Scope) => boolean;

/**
 * Invariants that are written by hand: those of every reference, extension and contained resource, which FHIRPath would
 * spend most of its time on, or walk through everything for each of them.
 */
export const WRITTEN: Readonly<Record<string, IsBroken | undefined>> = {
  /** An extension has extensions or a value, not both. */
  'ext-1': ({ context: { value } }) =>
    isObject(value) &&
    Object.hasOwn(value, 'extension') === Object.keys(value).some((key) => VALUE.test(key)),
  /** A reference into the resource leads to what is there. */
  'ref-1': ({ context: { value }, rootResource }) => {
    if (!isObject(value) || typeof value.reference !== 'string' || !value.reference.startsWith('#'))
      return false;
    const id = value.reference.slice(1);
    return id !== '' && !containedIn(rootResource.value).some((each) => each.id === id);
  },
  /** Contained resources contain none. */
  'dom-2': ({ context }) => containedIn(context.value).some((each) => Object.hasOwn(each, 'contained')),
  /** A contained resource is referred to, or refers to what contains it. */
  'dom-3': ({ context }) => {
    const contained = containedIn(context.value);
    if (contained.length === 0) return false;
    const local = localReferences(context.value);
    return contained.some((each) => {
      const isReferredTo = typeof each.id === 'string' && local.has(`#${each.id}`);
      return !isReferredTo && !localReferences(each).has('#');
    });
  },
  'dom-4': ({ context }) =>
    containedIn(context.value).some(({ meta }) => hasOneOf(meta, ['versionId', 'lastUpdated'])),
  'dom-5': ({ context }) => containedIn(context.value).some(({ meta }) => hasOneOf(meta, ['security'])),
};

const VALUE = /^_?value./;

function containedIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const contained = isObject(value) ? value.contained : undefined;
  return Array.isArray(contained) ? contained.filter(isObject) : [];
}

const hasOneOf = (value: unknown, names: readonly string[]): boolean =>
  isObject(value) && names.some((name) => Object.hasOwn(value, name));

/** Every text that begins with `#`, wherever it stands. */
function localReferences(value: unknown): Set<string> {
  const found = new Set<string>();
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string' && next.startsWith('#')) found.add(next);
    if (typeof next === 'object' && next !== null)
      for (const each of Object.values(next)) if (each !== undefined && each !== null) pending.push(each);
  }
  return found;
}
