import { ENTRY_FIELDS } from '../bytes/tape.ts';
import type { Demand, Profile, Slicing } from '../profiles/profile.ts';
import type { ElementRows } from './element-rows.ts';
import type { Asking } from './paths.ts';
import type { PlainInvariants } from './plain-invariants.ts';
import type { InSlice, PlainSlices } from './plain-slices.ts';
import { UNDECIDED } from './plain-slices.ts';
import type { PlainValues } from './plain-values.ts';
import type { Question, Sure } from './sure.ts';
import { NO, UNSURE, YES, sure } from './sure.ts';

/** What questions of profiles are made with. */
export interface PlainProfileParts {
  asking: Asking;
  invariants: PlainInvariants;
  values: PlainValues;
  slices: PlainSlices;
  /** A profile that elements refer to; undefined where it is not loaded, and then it is not checked. */
  profileOf: (url: string, from: Profile) => Profile | undefined;
}

/** A slice with its questions. */
interface AskedSlice {
  inSlice: InSlice;
  content: Question;
  /** What is asked of its items in place of what is asked of others. */
  base: Question | undefined;
}

/**
 * Makes a profile into questions to the tape, each when it is first asked, in the order in which profiles/check-profile.ts checks them:
 * yes where that finds no fault.
 */
export function createPlainProfiles({ asking, invariants, values, slices, profileOf }: PlainProfileParts) {
  const { line, rows } = asking;
  const made = new WeakMap<Demand, Map<string, Question>>();

  /** Whether a resource or an item of a type keeps a profile. */
  const keeps = (profile: Profile, type: string, isRoot: boolean): Question =>
    !isRoot && profile.root.profiles ? () => UNSURE : content(profile.root, type, profile, isRoot);

  function content(demand: Demand, type: string, profile: Profile, isRoot = false): Question {
    const byType = made.get(demand) ?? new Map<string, Question>();
    made.set(demand, byType);
    const known = byType.get(type);
    if (known) return known;
    const questions = [
      ...values.asksOf(demand, type),
      ...(demand.invariants ?? []).map((each) =>
        invariants.ask(each, { type, resource: isRoot ? type : undefined }),
      ),
      ...(isRoot || !demand.profiles ? [] : [ofProfiles(demand.profiles, type, profile)]),
      ...demand.children.map((child) => children(child, type, profile)),
    ];
    const all: Question = (entry) => {
      for (const each of questions) if (each(entry) !== YES) { (globalThis as any).why?.(`${demand.label} ${type} q${questions.indexOf(each)} ${Object.keys(demand)} ${JSON.stringify(demand.children.map(c=>c.label))} ${questions.length}`); return UNSURE; } //DBG
      return YES;
    };
    byType.set(type, all);
    return all;
  }

  /** One that is loaded is kept; where there are several, or one is not loaded, none is asked for. */
  function ofProfiles(profiles: readonly string[], type: string, from: Profile): Question {
    let asks: Question | undefined;
    const find = (): Question => {
      const loaded = profiles.flatMap((url) => profileOf(url, from) ?? []);
      const [only] = loaded;
      const isAsked = loaded.length === 1 && profiles.length === 1 && only !== undefined && only !== from;
      return isAsked ? keeps(only, type, false) : () => YES;
    };
    return (entry) => (asks ??= find())(entry);
  }

  /** The values of an element, how many there are, and what is in its slices. */
  function children(child: Demand, type: string, profile: Profile): Question {
    const element = rows.elementsOf(type).get(child.name);
    const isRequired = child.min > 0 || (child.slicing?.slices.some(({ min }) => min > 0) ?? false);
    if (!element) return () => sure(!isRequired);
    const ask = (type: string): Question => content(child, type, profile);
    if (child.slicing) return sliced(child, child.slicing, element, profile);
    return (holder) => {
      let count = 0;
      for (let at = holder + ENTRY_FIELDS, end = line.behind(holder); at < end; at = line.behind(at)) {
        const of = typeIn(element, line.memberAt(at), child);
        if (of === undefined) continue;
        count++;
        if (of === '' || ask(of)(at) !== YES) return UNSURE;
      }
      return isCount(count, child);
    };
  }

  /** The type of a value of an element; '' where it is not one to ask, undefined where a member is not of the element. */
  function typeIn({ types, extensions }: ElementRows, member: number, { types: narrowed }: Demand) {
    const type = types.get(member);
    if (type === undefined) return member === extensions ? '' : undefined;
    return type === 'Resource' || (narrowed && !narrowed.includes(type)) ? '' : type;
  }

  function sliced(
    child: Demand,
    { discriminators, isClosed, slices: all }: Slicing,
    element: ElementRows,
    profile: Profile,
  ): Question {
    const byType = new Map<string, readonly AskedSlice[]>();
    const slicesOf = (type: string): readonly AskedSlice[] => {
      const known = byType.get(type);
      if (known) return known;
      const asked = all.map((slice) => ({
        inSlice: slices.inSlice(slice, discriminators, type),
        content: content(slice, type, profile),
        base: slice.base && content(slice.base, type, profile),
      }));
      byType.set(type, asked);
      return asked;
    };
    return (holder) => {
      const counts = all.map(() => 0);
      let count = 0;
      let isUndecided = false;
      let isOutside = false;
      for (let at = holder + ENTRY_FIELDS, end = line.behind(holder); at < end; at = line.behind(at)) {
        const of = typeIn(element, line.memberAt(at), child);
        if (of === undefined) continue;
        count++;
        if (of === '') return UNSURE;
        let base: Question | undefined;
        let isInside = false;
        for (const [number, slice] of slicesOf(of).entries()) {
          const answer = slice.inSlice(at);
          if (answer === UNSURE) return UNSURE;
          isUndecided ||= answer === UNDECIDED;
          if (answer !== YES) continue;
          isInside = true;
          counts[number] = (counts[number] ?? 0) + 1;
          base ??= slice.base;
          if (slice.content(at) !== YES) return UNSURE;
        }
        isOutside ||= !isInside;
        if ((base ?? content(child, of, profile))(at) !== YES) return UNSURE;
      }
      if (isCount(count, child) !== YES) return UNSURE;
      if (isUndecided) return YES;
      const isRight = all.every((slice, number) => isCount(counts[number] ?? 0, slice) === YES);
      return sure(isRight && !(isClosed && isOutside));
    };
  }

  return { keeps };
}

const isCount = (count: number, { min, max }: Demand): Sure =>
  count < min || (max !== undefined && count > max) ? NO : YES;

export type PlainProfiles = ReturnType<typeof createPlainProfiles>;
