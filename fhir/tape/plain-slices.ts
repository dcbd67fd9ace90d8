import type { Demand, Discriminator } from '../profiles/profile.ts';
import { demandsAt, stepsOf } from '../profiles/slices.ts';
import type { ElementRows } from './element-rows.ts';
import type { Asking } from './paths.ts';
import { someAt } from './paths.ts';
import type { PlainValues } from './plain-values.ts';
import type { Question, Sure } from './sure.ts';
import { NO, UNSURE, YES, anyOf, or, sure, unsure } from './sure.ts';

/** That discriminators cannot decide, whatever the item is: then nothing is demanded. */
export const UNDECIDED = 4;

/** Whether the item at an entry is in a slice. */
export type InSlice = (entry: number) => Sure | typeof UNDECIDED;

const undecided: InSlice = () => UNDECIDED;

/** Makes the discriminators of slices into questions, as profiles/slices.ts asks them. */
export function createPlainSlices({ line, rows }: Asking, values: PlainValues) {
  /** Whether an item of a type is in a slice. */
  function inSlice(slice: Demand, discriminators: readonly Discriminator[], type: string): InSlice {
    if (discriminators.length === 0) return undecided;
    const all = discriminators.map((each) => fits(slice, each, type));
    return (entry) => {
      let found: Sure | typeof UNDECIDED = YES;
      for (const each of all) {
        const answer = each(entry);
        if (answer === NO) return NO;
        if (answer === UNSURE || (answer === UNDECIDED && found === YES)) found = answer;
      }
      return found;
    };
  }

  function fits(slice: Demand, { type: kind, path }: Discriminator, type: string): InSlice {
    const names = stepsOf(path);
    if (!names) return undecided;
    const demands = demandsAt(slice, names);
    const [first] = demands;
    switch (kind) {
      case 'type':
        return ofType(names, demands, type);
      case 'exists': {
        const steps = stepsFrom(names, type);
        if (!first) return undecided;
        if (!steps) return unsure;
        return (entry) => sure(someAt(line, steps.rows, entry, () => true) === (first.max !== 0));
      }
      case 'value':
      case 'pattern': {
        const [profile] = slice.profiles ?? [];
        const steps = stepsFrom(names, type);
        if (!steps) return unsure;
        if (path === 'url' && profile !== undefined)
          return inItems(steps.rows, values.isSame(profile, 'uri'));
        return oneOf(demands.flatMap((each) => hasValue(each, steps) ?? []));
      }
      case 'profile':
        return names.includes('resolve()') ? undecided : unsure;
      default:
        return undecided;
    }
  }

  /** The elements that the names of a path lead to; undefined where it has more than names, or leads through several types. */
  function stepsFrom(
    names: readonly string[],
    type: string,
  ): { rows: readonly ElementRows[]; type: string } | undefined {
    let at = type;
    const steps: ElementRows[] = [];
    for (const name of names) {
      const step = rows.elementsOf(at).get(name);
      if (!step) return undefined;
      steps.push(step);
      const [only = '', ...more] = new Set(step.types.values());
      at = more.length === 0 ? only : '';
    }
    return { rows: steps, type: at };
  }

  /** Whether any item that steps lead to is as asked. */
  function inItems(steps: readonly ElementRows[], asks: Question): Question {
    const extensions = steps.at(-1)?.extensions ?? -1;
    return (from) => {
      let found: Sure = NO;
      someAt(line, steps, from, (entry) => {
        const isExtension = extensions !== -1 && line.memberAt(entry) === extensions;
        found = or(found, isExtension ? UNSURE : asks(entry));
        return found === YES;
      });
      return found;
    };
  }

  /** Undefined where the slice says nothing of the value. */
  function hasValue(
    { fixed, pattern, codes, children }: Demand,
    { rows: steps, type }: { rows: readonly ElementRows[]; type: string },
  ): InSlice | undefined {
    if (type === '') return unsure;
    if (fixed !== undefined) return inItems(steps, values.isSame(fixed, type));
    if (pattern !== undefined) return inItems(steps, values.fits(pattern, type));
    if (codes) return inItems(steps, values.isInSet(codes, type));
    // The value may be given by the elements in it, which takes the closer look.
    return children.length > 0 ? unsure : undefined;
  }

  const oneOf = (all: readonly InSlice[]): InSlice =>
    all.length === 0 ? undecided : (entry) => anyOf(all.map((each) => each(entry) as Sure));

  function ofType(names: readonly string[], demands: readonly Demand[], type: string): InSlice {
    const isTarget = names.at(-1) === 'resolve()';
    const wanted = demands.flatMap(({ targets = [], types = [] }) => (isTarget ? targets : types));
    if (wanted.length === 0) return undecided;
    if (names.length === 0) return () => sure(wanted.includes(type));
    const steps = isTarget ? stepsFrom(names.slice(0, -1), type) : undefined;
    if (steps?.type !== 'Reference') return unsure;
    return inItems(steps.rows, (entry) => {
      const to = values.targetOf(entry);
      return to === undefined ? UNSURE : sure(wanted.includes(to));
    });
  }

  return { inSlice };
}

export type PlainSlices = ReturnType<typeof createPlainSlices>;
