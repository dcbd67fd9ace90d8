import type { Compiled, Items } from './item.ts';
import { FhirPathError } from './syntax.ts';
import { ARITHMETIC } from './decimal.ts';
import { distinct, equalItems, equivalentItems, isIn } from './equality.ts';
import { orderOfItems } from './order.ts';
import type { Truth } from './values.ts';
import { isDecimal, numberOf, systemItem, textOf, truthItems, truthOf } from './values.ts';

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
      const compared = orderOfItems(one, other);
      if (Number.isNaN(compared)) return [];
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
      const result = a === undefined || b === undefined ? undefined : arithmetic(a, b);
      const hasDecimal = operator === '/' || (operator !== 'div' && [...one, ...other].some(isDecimal));
      return result === undefined ? [] : [systemItem(result, hasDecimal)];
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

/** Operators over two collections whose result needs no more than them. */
const OPERATORS: Readonly<Record<string, (left: Items, right: Items) => Items>> = {
  '|': (left, right) => distinct([...left, ...right]),
  '&': (left, right) => {
    const [text, other] = [left, right].map((items) => (items.length === 0 ? '' : textOf(items)));
    return text === undefined || other === undefined ? [] : [systemItem(text + other)];
  },
  '=': (left, right) => (left.length === 0 || right.length === 0 ? [] : truthItems(equalItems(left, right))),
  '!=': (left, right) => {
    const truth = left.length === 0 || right.length === 0 ? undefined : equalItems(left, right);
    return truthItems(truth === undefined ? undefined : !truth);
  },
  '~': (left, right) => truthItems(equivalentItems(left, right)),
  '!~': (left, right) => truthItems(!equivalentItems(left, right)),
  in: (left, right) => {
    const [item, ...more] = left;
    return item && more.length === 0 ? truthItems(isIn(item, right)) : [];
  },
  contains: (left, right) => {
    const [item, ...more] = right;
    return item && more.length === 0 ? truthItems(isIn(item, left)) : [];
  },
};
