import { ENTRY_FIELDS } from '../bytes/tape.ts';
import type { Demand, Profile, Slicing } from '../profiles/profile.ts';
import { createCounters } from './counters.ts';
import type { ElementRows } from './element-rows.ts';
import type { Asking } from './paths.ts';
import type { PlainInvariants } from './plain-invariants.ts';
import type { InSlice, PlainSlices } from './plain-slices.ts';
import { UNDECIDED } from './plain-slices.ts';
import type { PlainValues } from './plain-values.ts';
import type { Question, Sure } from './sure.ts';
import { NO, UNSURE, YES, allOf, sure } from './sure.ts';

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
  /** What is asked of others. */
  other: Question;
}

/**
 * Makes a profile into questions to the tape, each when it is first asked, in the order in which profiles/check-profile.ts checks them:
 * yes where that finds no fault.
 */
export function createPlainProfiles({ asking, invariants, values, slices, profileOf }: PlainProfileParts) {
  const { line, rows } = asking;
  const counters = createCounters();
  const { stack } = counters;
  const made = new WeakMap<Demand, Map<string, Question>>();

  /** Whether a resource or an item of a type keeps a profile. */
  const keeps = (profile: Profile, type: string, isRoot: boolean): Question =>
    !isRoot && profile.root.profiles ? () => UNSURE : content(profile.root, type, profile, isRoot);

  function content(demand: Demand, type: string, profile: Profile, isRoot = false): Question {
    const byType = made.get(demand) ?? new Map<string, Question>();
    made.set(demand, byType);
    const known = byType.get(type);
    if (known) return known;
    const { children } = demand;
    const questions = [
      ...values.asksOf(demand, type),
      ...(demand.invariants ?? []).map((each) =>
        invariants.ask(each, { type, resource: isRoot ? type : undefined }),
      ),
      ...(isRoot || !demand.profiles ? [] : [ofProfiles(demand.profiles, type, profile)]),
      ...(children.length === 0 ? [] : inChildren(children, type, profile)),
    ];
    const all = allOf(questions);
    byType.set(type, all);
    return all;
  }

  const inChildren = (children: readonly Demand[], type: string, profile: Profile): Question[] => [
    inMembers(children, type, profile),
    ...children.flatMap((child) => (child.slicing ? [inSlices(child, child.slicing, type, profile)] : [])),
  ];

  /** What is demanded of the extensions of a primitive, which lie beside its value; the value is asked for itself. */
  function ofExtensions(demand: Demand, element: ElementRows | undefined, profile: Profile): Question {
    const { invariants: rules = [], profiles, slicing, children } = demand;
    const isOfBoth = rules.length > 0 || profiles !== undefined || slicing !== undefined;
    return isOfBoth || element?.element.isList !== false
      ? () => UNSURE
      : allOf(inChildren(children, 'Element', profile));
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

  /** The values of all elements that something is demanded of, and how many there are: one look at what an object has. */
  function inMembers(children: readonly Demand[], type: string, profile: Profile): Question {
    const elements = rows.elementsOf(type);
    const isMissing = children.some(({ name, min }) => min > 0 && !elements.has(name));
    const asked = children.filter(({ name }) => elements.has(name));
    const places = new Map(
      asked.flatMap(({ name }, number) => elements.get(name)?.all.map((row) => [row, number] as const) ?? []),
    );
    const [first, last] = [Math.min(...places.keys()), Math.max(...places.keys())];
    // By member: the number of its demand, + 1, and what is asked of its values.
    const numbers = Int16Array.from({ length: isMissing ? 0 : last - first + 1 }, (_, at) => {
      const number = places.get(first + at);
      return number === undefined ? 0 : number + 1;
    });
    const areLists = asked.map(({ name }) => elements.get(name)?.element.isList === true);
    const questions: (Question | undefined)[] = [];
    const questionOf = (member: number, number: number): Question => {
      const child = asked[number];
      const element = child && elements.get(child.name);
      if (child && member === element?.extensions) return ofExtensions(child, element, profile);
      const of = child && typeIn(element, member, child);
      if (!child || of === undefined) return () => UNSURE;
      // What is in a slice may have another demand in its place.
      return child.slicing?.slices.some(({ base }) => base) ? () => YES : content(child, of, profile);
    };
    return (holder) => {
      if (isMissing) return UNSURE;
      const counts = counters.take(asked.length);
      let isRight = true;
      for (let at = holder + ENTRY_FIELDS, end = line.behind(holder); at < end; at = line.behind(at)) {
        const member = line.memberAt(at);
        const number = (numbers[member - first] ?? 0) - 1;
        if (number < 0) continue;
        // A primitive and its extensions are one.
        const count = stack[counts + number] ?? 0;
        stack[counts + number] = areLists[number] ? count + 1 : 1;
        const question = (questions[member - first] ??= questionOf(member, number));
        if (question(at) !== YES) {
          isRight = false;
          break;
        }
      }
      counters.giveBack(counts);
      for (let number = 0; isRight && number < asked.length; number++)
        isRight = isCount(stack[counts + number] ?? 0, asked[number]);
      return isRight ? YES : UNSURE;
    };
  }

  /** The type of a value of an element; undefined where it is not one to ask. */
  function typeIn(
    element: ElementRows | undefined,
    member: number,
    { types: narrowed }: Demand,
  ): string | undefined {
    const type = element?.types.get(member);
    return type === 'Resource' || (type !== undefined && narrowed && !narrowed.includes(type))
      ? undefined
      : type;
  }

  /** What is demanded of the values of an element by the slices that they are in. */
  function inSlices(child: Demand, slicing: Slicing, type: string, profile: Profile): Question {
    const { discriminators, isClosed, slices: all } = slicing;
    const element = rows.elementsOf(type).get(child.name);
    if (!element) return () => sure(all.every(({ min }) => min === 0));
    const byMember = new Map<number, readonly AskedSlice[]>();
    const slicesOf = (member: number): readonly AskedSlice[] | undefined => {
      const known = byMember.get(member);
      if (known) return known;
      const of = typeIn(element, member, child);
      if (of === undefined) return undefined;
      const asked = all.map((slice) => ({
        inSlice: slices.inSlice(slice, discriminators, of),
        content: content(slice, of, profile),
        base: slice.base && content(slice.base, of, profile),
        other: content(child, of, profile),
      }));
      byMember.set(member, asked);
      return asked;
    };
    const hasBases = all.some(({ base }) => base);

    /** Asks one value, and counts it to its slices. */
    const ask = (entry: number, asked: readonly AskedSlice[], counts: number): Sure | typeof UNDECIDED => {
      let base: Question | undefined;
      let found: Sure | typeof UNDECIDED = NO;
      for (let number = 0; number < asked.length; number++) {
        const slice = asked[number];
        const answer = slice?.inSlice(entry) ?? UNSURE;
        if (answer === UNSURE) return UNSURE;
        if (answer === UNDECIDED) found = UNDECIDED;
        if (answer !== YES || !slice) continue;
        if (found === NO) found = YES;
        stack[counts + number] = (stack[counts + number] ?? 0) + 1;
        base ??= slice.base;
        if (slice.content(entry) !== YES) return UNSURE;
      }
      // Where no slice has a demand in its place, that of all values has been asked.
      return hasBases && (base ?? asked[0]?.other)?.(entry) !== YES ? UNSURE : found;
    };

    return (holder) => {
      const counts = counters.take(all.length);
      let isUndecided = false;
      let isRight = true;
      for (let at = holder + ENTRY_FIELDS, end = line.behind(holder); at < end; at = line.behind(at)) {
        const member = line.memberAt(at);
        if (!element.all.includes(member)) continue;
        const asked = slicesOf(member);
        const found = asked ? ask(at, asked, counts) : UNSURE;
        isUndecided ||= found === UNDECIDED;
        if (found === UNSURE || (found === NO && isClosed)) isRight = false;
        if (!isRight) break;
      }
      counters.giveBack(counts);
      for (let number = 0; isRight && !isUndecided && number < all.length; number++)
        isRight = isCount(stack[counts + number] ?? 0, all[number]);
      return isRight ? YES : UNSURE;
    };
  }

  return { keeps };
}

const isCount = (count: number, demand: Demand | undefined): boolean =>
  demand !== undefined && count >= demand.min && (demand.max === undefined || count <= demand.max);
