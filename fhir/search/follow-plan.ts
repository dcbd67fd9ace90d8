import type { Entry } from './entry.ts';
import { ENTRY_TYPES } from './entry-types.ts';
import { memberIn, textIn, valuesIn } from './members.ts';
import { typeOfReference } from './reference-entries.ts';
import type { Plan, SearchKind, SearchParameterRow, Step } from './search-table.ts';

/** The elements that a plan leads to. @param resource parsed */
export const elementsAt = (
  { steps }: Pick<Plan, 'steps'>,
  from: unknown,
  resource: unknown,
): readonly unknown[] =>
  steps.reduce<readonly unknown[]>((elements, step) => taken(elements, step, resource), [from]);

function taken(elements: readonly unknown[], step: Step, resource: unknown): readonly unknown[] {
  if (typeof step === 'string') {
    const [only, ...more] = elements;
    return more.length === 0 ? valuesIn(only, step) : elements.flatMap((each) => valuesIn(each, step));
  }
  if ('to' in step) return elements.filter((each) => typeOfReference(each) === step.to);
  if ('where' in step) return elements.filter((each) => textIn(each, step.where[0]) === step.where[1]);
  if ('item' in step) return elements.slice(step.item, step.item + 1);
  if ('root' in step) return [resource];
  return elements.map((each) =>
    step.isSet.some((member) => {
      const value = memberIn(each, member);
      return value !== undefined && value !== null && value !== false;
    }),
  );
}

/** The entries of some plans. Those that are there twice are there twice. */
export const entriesAt = (
  plans: readonly Plan[],
  kind: SearchKind,
  from: unknown,
  resource: unknown = from,
): Entry[] =>
  plans.flatMap((plan) => {
    const entriesOf = ENTRY_TYPES[kind]?.get(plan.type);
    if (!entriesOf) return [];
    const elements = elementsAt(plan, from, resource);
    return elements.length === 0 ? [] : elements.flatMap(entriesOf);
  });

/** The entries of a parameter of a resource; none of a composite. @param resource parsed */
export const entriesOf = ({ plans, kind }: SearchParameterRow, resource: unknown): Entry[] =>
  entriesAt(plans, kind, resource);
