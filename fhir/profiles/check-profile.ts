import type { Item, Navigator, Scope } from '../fhirpath/item.ts';
import { isObject, scopeOf, scopeWithin, surroundingsOf } from '../fhirpath/item.ts';
import { sameValue } from '../fhirpath/values.ts';
import { brokenText } from '../invariants/check-invariants.ts';
import { bindingFault } from '../r4/explain-binding.ts';
import { targetFault } from '../r4/explain-reference.ts';
import { Faults } from '../messages/fault.ts';
import { about, message } from '../messages/messages.ts';
import type { InvariantRules } from '../invariants/invariant-rules.ts';
import { DEEPEST_ELEMENT } from '../definitions/model.ts';
import { boundsFault, fitsPattern } from './value-demands.ts';
import type { Demand, Profile, Slicing } from './profile.ts';
import type { InSlice } from './slices.ts';
import { isInSlice } from './slices.ts';

/** What a check of profiles works with. */
export interface ProfileCheckContext {
  navigator: Navigator;
  faults: Faults;
  /** A profile that elements refer to; undefined where it is not loaded, and then it is not checked. */
  profileOf: (url: string, from: Profile) => Profile | undefined;
  rules: InvariantRules;
  /** The resource that contains what is checked, or that itself, and the Bundle that it is an entry of. */
  within: Pick<Scope, 'rootResource' | 'bundle'>;
}

/** Checks what a profile demands of a resource whose structure is right. */
export function checkProfile(
  profile: Profile,
  resource: Item,
  path: string,
  context: ProfileCheckContext,
): void {
  const scope = scopeOf(resource, context.within);
  new ProfileCheck(context, profile).content(profile.root, scope, path, 0);
}

class ProfileCheck {
  readonly #context: ProfileCheckContext;
  readonly #profile: Profile;
  /** `url|version`: behind each message. */
  readonly #name: string;

  constructor(context: ProfileCheckContext, profile: Profile) {
    this.#context = context;
    this.#profile = profile;
    this.#name = `${profile.url}|${profile.version}`;
  }

  #fault(path: string, text: string): void {
    this.#context.faults.add('profile', path, text, this.#name);
  }

  /** What is demanded of an item itself and of the elements in it. */
  content(demand: Demand, scope: Scope, path: string, depth: number): void {
    if (depth > DEEPEST_ELEMENT || this.#context.faults.isFull) return;
    this.#value(demand, scope, path);
    for (const invariant of demand.invariants ?? [])
      if (this.#context.rules.isBroken(invariant, scope)) this.#fault(path, brokenText(invariant));
    if (depth > 0 || demand !== this.#profile.root) this.#ofProfiles(demand, scope, path, depth);
    for (const child of demand.children) this.#children(child, scope, path, depth);
  }

  #value(demand: Demand, scope: Scope, path: string): void {
    const { value, type } = scope.context;
    const { label, fixed, pattern, codes, types, targets } = demand;
    // An element with nothing but an extension has no value to compare.
    if (value === undefined) return;
    if (types && !types.includes(type)) this.#fault(path, about(label, message('typeNotAllowed', { type })));
    if (fixed !== undefined && !sameValue(value, fixed))
      this.#fault(path, about(label, message('notFixedValue', { value: JSON.stringify(fixed) })));
    if (pattern !== undefined && !fitsPattern(value, pattern))
      this.#fault(path, about(label, message('notOfPattern', { pattern: JSON.stringify(pattern) })));
    const bound = boundsFault(demand, value);
    if (bound !== undefined) this.#fault(path, about(label, bound));
    const fault = codes && bindingFault(codes, value, type);
    if (fault !== undefined) this.#fault(path, fault);
    const wrong = targets && isObject(value) ? targetFault(value, targets, surroundingsOf(scope)) : undefined;
    if (wrong !== undefined) this.#fault(path, wrong);
  }

  /** An element of profiled type keeps one of the profiles; those that are not loaded cannot be asked. */
  #ofProfiles({ profiles = [] }: Demand, scope: Scope, path: string, depth: number): void {
    const loaded = profiles.flatMap((url) => this.#context.profileOf(url, this.#profile) ?? []);
    const [only] = loaded;
    if (!only || loaded.length < profiles.length || loaded.length > 1 || only === this.#profile) return;
    new ProfileCheck(this.#context, only).content(only.root, scope, path, depth + 1);
  }

  #children(child: Demand, scope: Scope, path: string, depth: number): void {
    const items = this.#context.navigator.children(scope.context, child.name);
    const isList = isListIn(scope.context.value, child.name);
    const at = (index: number): string => `${path}.${child.name}${isList ? `[${index}]` : ''}`;
    if (items.length < child.min)
      this.#fault(path, about(child.label, message('tooFew', { n: child.min, m: items.length })));
    if (child.max !== undefined && items.length > child.max)
      this.#fault(path, about(child.label, message('tooMany', { n: child.max, m: items.length })));
    const sorted = child.slicing ? this.#sorted(child.slicing, items, scope) : [];
    items.forEach((item, index) => {
      const slice = child.slicing?.slices.find(
        ({ base }, number) => base && sorted[index]?.[number] === true,
      );
      this.content(slice?.base ?? child, scopeWithin(scope, item, child.name), at(index), depth + 1);
    });
    if (child.slicing) this.#slices(child, child.slicing, { items, sorted }, scope, { path, at, depth });
  }

  /** For each item, which slices it is in. */
  #sorted({ discriminators, slices }: Slicing, items: readonly Item[], scope: Scope): InSlice[][] {
    const { navigator } = this.#context;
    const context = { navigator, keeps: this.#keeps, surroundings: surroundingsOf(scope) };
    return items.map((item) => slices.map((slice) => isInSlice(item, slice, discriminators, context)));
  }

  #slices(
    child: Demand,
    { isClosed, slices }: Slicing,
    { items, sorted }: { items: readonly Item[]; sorted: readonly InSlice[][] },
    scope: Scope,
    { path, at, depth }: { path: string; at: (index: number) => string; depth: number },
  ): void {
    sorted.forEach((answers, index) => {
      const item = items[index];
      slices.forEach((slice, number) => {
        if (item && answers[number] === true)
          this.content(slice, scopeWithin(scope, item, child.name), at(index), depth + 1);
      });
    });
    // Where discriminators cannot decide, nothing is demanded.
    if (sorted.flat().includes(undefined)) return;
    sorted.forEach((answers, index) => {
      if (isClosed && !answers.includes(true))
        this.#fault(at(index), about(child.label, message('inNoSlice')));
    });
    slices.forEach(({ label, min, max }, number) => {
      const found = sorted.filter((answers) => answers[number] === true).length;
      if (found < min) this.#fault(path, message('noMatchingSlice', { slice: label }));
      if (max !== undefined && found > max)
        this.#fault(path, message('tooManyInSlice', { slice: label, n: max, m: found }));
    });
  }

  /** Whether an item keeps a profile; undefined where that is not loaded. */
  readonly #keeps = (url: string, item: Item): boolean | undefined => {
    const profile = this.#context.profileOf(url, this.#profile);
    if (!profile) return undefined;
    const faults = new Faults();
    checkProfile(profile, item, item.type, { ...this.#context, faults });
    return this.#context.navigator.isOf(item.type, profile.type) && faults.all.length === 0;
  };
}

const isListIn = (holder: unknown, name: string): boolean =>
  isObject(holder) && (Array.isArray(holder[name]) || Array.isArray(holder[`_${name}`]));
