import type { Compiled, Items } from './item.ts';
import { FhirPathError } from './syntax.ts';
import { order } from './order.ts';
import type { Truth } from './values.ts';
import { distinct, isIn, numberOf, sameItems, systemItem, textOf, truthItems, truthOf } from './values.ts';

/**
 * Compiles a binary operator (FHIRPath, "Operations").
 * @param undecided the result of a comparison that is undefined
 * @throws FhirPathError for one that is not supported
 */
export function binary(operator: string, left: Compiled, right: Compiled, undecided: Truth): Compiled {
  const logic = LOGIC[operator];
  if (logic)
    return (scope, items, at) =>
      truthItems(logic(truthOf(left(scope, items, at)), () => truthOf(right(scope, items, at))));
  const ordering = ORDERING[operator];
  if (ordering)
    return (scope, items, at) => {
      const [[one, ...more], [other, ...others]] = [left(scope, items, at), right(scope, items, at)];
      if (!one || !other || more.length + others.length > 0) return [];
      const compared = order(one.value, other.value);
      return truthItems(compared === undefined ? undecided : ordering(compared));
    };
  const arithmetic = ARITHMETIC[operator];
  if (arithmetic)
    return (scope, items, at) => {
      const [one, other] = [left(scope, items, at), right(scope, items, at)];
      const [text, otherText] = [textOf(one), textOf(other)];
      if (operator === '+' && text !== undefined && otherText !== undefined)
        return [systemItem(text + otherText)];
      const [a, b] = [numberOf(one), numberOf(other)];
      const result = a === undefined || b === undefined ? NaN : arithmetic(a, b);
      return Number.isFinite(result) ? [systemItem(result)] : [];
    };
  const operation = OPERATORS[operator];
  if (!operation) throw new FhirPathError(`the operator ${operator} is not supported`);
  return (scope, items, at) => operation(left(scope, items, at), right(scope, items, at));
}

/** Three-valued logic (FHIRPath, "Boolean logic"); the right side is only asked where it matters. */
const LOGIC: Readonly<Record<string, (left: Truth, right: () => Truth) => Truth>> = {
  and: (left, right) => {
    if (left === false) return false;
    const other = right();
    return other === false ? false : left === undefined ? undefined : other;
  },
  or: (left, right) => {
    if (left === true) return true;
    const other = right();
    return other === true ? true : left === undefined ? undefined : other;
  },
  xor: (left, right) => {
    const other = right();
    return left === undefined || other === undefined ? undefined : left !== other;
  },
  implies: (left, right) => {
    if (left === false) return true;
    const other = right();
    return other === true ? true : left === undefined ? undefined : other;
  },
};

const ORDERING: Readonly<Record<string, (compared: number) => boolean>> = {
  '<': (compared) => compared < 0,
  '>': (compared) => compared > 0,
  '<=': (compared) => compared <= 0,
  '>=': (compared) => compared >= 0,
};

const ARITHMETIC: Readonly<Record<string, (one: number, other: number) => number>> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
  div: (one, other) => Math.trunc(one / other),
  mod: (one, other) => one % other,
};

/** Operators over two collections whose result needs no more than them. */
const OPERATORS: Readonly<Record<string, (left: Items, right: Items) => Items>> = {
  '|': (left, right) => distinct([...left, ...right]),
  '&': (left, right) => [systemItem((textOf(left) ?? '') + (textOf(right) ?? ''))],
  '=': (left, right) => (left.length === 0 || right.length === 0 ? [] : truthItems(sameItems(left, right))),
  '!=': (left, right) => (left.length === 0 || right.length === 0 ? [] : truthItems(!sameItems(left, right))),
  '~': (left, right) => truthItems(sameItems(left, right)),
  '!~': (left, right) => truthItems(!sameItems(left, right)),
  in: (left, right) => {
    const [item] = left;
    return item ? truthItems(isIn(item, right)) : [];
  },
  contains: (left, right) => {
    const [item] = right;
    return item ? truthItems(isIn(item, left)) : [];
  },
};
