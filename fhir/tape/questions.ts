import type { Expression } from '../fhirpath/syntax.ts';
import { parseExpression } from '../fhirpath/syntax.ts';
import { comparison, textQuestion } from './comparisons.ts';
import type { Asked, Asking, Path } from './paths.ts';
import { isThere, onlyAt, pathOf, someAt } from './paths.ts';
import { writtenAs } from './recorded-line.ts';
import type { Question, Sure } from './sure.ts';
import { EMPTY, NO, UNSURE, YES, and, not, or, same, sure, unsure } from './sure.ts';

/** A FHIRPath expression as a question to the tape: as much of it as can be told from where values lie and how they are written. */
export function questionOf(text: string, asked: Asked, asking: Asking): Question {
  return question(parseExpression(text), asked, asking);
}

type Call = Expression & { kind: 'call' };
type Binary = Expression & { kind: 'binary' };

function question(expression: Expression, asked: Asked, asking: Asking): Question {
  if (expression.kind === 'binary') return binary(expression, asked, asking);
  if (expression.kind === 'call') return call(expression, asked, asking);
  if (expression.kind === 'type' && expression.operator === 'is')
    return isOfType(expression.of, expression.type, asked, asking);
  return expression.kind === 'member' ? isNamed(expression, asked, asking) : unsure;
}

/** An element as a condition: true where it is there, and no boolean. */
function isNamed(expression: Expression, asked: Asked, asking: Asking): Question {
  const isPrimitive = pathOf(expression, asked, asking.rows)?.steps.at(-1)?.isPrimitive ?? true;
  if (isPrimitive) return unsure;
  const any = exists(expression, undefined, asked, asking);
  return (entry) => (any(entry) === YES ? YES : EMPTY);
}

const LOGIC: Readonly<Record<string, ((one: Sure, other: Sure) => Sure) | undefined>> = {
  and,
  or,
  xor: (one, other) => not(same(one, other)),
  implies: (one, other) => or(not(one), other),
};

/** Where the left side alone says it. */
const ENDS: Readonly<Record<string, Sure | undefined>> = { and: NO, or: YES, implies: NO };

function binary(expression: Binary, asked: Asked, asking: Asking): Question {
  const { operator, left, right } = expression;
  const isTruth = (operator === '=' || operator === '!=') && isTruthValue(left) && isTruthValue(right);
  const combine = isTruth ? same : LOGIC[operator];
  if (combine) {
    const [one, other] = [question(left, asked, asking), question(right, asked, asking)];
    const ends = ENDS[operator];
    const combined: Question = (entry) => {
      const first = one(entry);
      return first === ends ? combine(first, UNSURE) : combine(first, other(entry));
    };
    return isTruth && operator === '!=' ? (entry) => not(combined(entry)) : combined;
  }
  if (operator === '=') return isAmong(left, [right], asked, asking);
  if (operator === 'in') return isAmong(left, alternatives(right), asked, asking);
  if (operator === '!=') {
    const isEqual = isAmong(left, [right], asked, asking);
    return (entry) => not(isEqual(entry));
  }
  return comparison(expression, asked, asking);
}

/** Whether an expression gives true or false: other than those of values, they may be compared as such. */
const isTruthValue = (expression: Expression): boolean =>
  expression.kind === 'call' ||
  (expression.kind === 'binary' && (LOGIC[expression.operator] !== undefined || expression.operator === '='));

const alternatives = (list: Expression): readonly Expression[] =>
  list.kind === 'binary' && list.operator === '|'
    ? [...alternatives(list.left), ...alternatives(list.right)]
    : [list];

const EXTERNALS: Readonly<Record<string, string | undefined>> = { ucum: 'http://unitsofmeasure.org' };

/** Whether the one value that a path leads to is one of some. */
function isAmong(
  expression: Expression,
  literals: readonly Expression[],
  asked: Asked,
  asking: Asking,
): Question {
  const path = pathOf(expression, asked, asking.rows);
  const values = literals.map((each) => {
    const value = each.kind === 'external' ? EXTERNALS[each.name] : each.kind === 'literal' && each.value;
    return typeof value === 'string' || value === true ? writtenAs(value) : undefined;
  });
  if (!path || !values.every((each) => each !== undefined) || !isComparable(path)) return unsure;
  const { line } = asking;
  return (from) => {
    const entry = onlyAt(path, from, asking);
    if (entry === undefined) return UNSURE;
    if (entry < 0) return EMPTY;
    return values.reduce<Sure>((found, each) => or(found, line.isSame(entry, each)), NO);
  };
}

/** Texts that are equal as they are written: not dates, of which equality is another one. */
const isComparable = ({ type }: Path): boolean => type !== undefined && !/^(?:date|time|instant)/.test(type);

function call(expression: Call, asked: Asked, asking: Asking): Question {
  const { name, of, parameters } = expression;
  const [first] = parameters;
  switch (name) {
    case 'not': {
      const inner = of ? question(of, asked, asking) : unsure;
      return (entry) => not(inner(entry));
    }
    case 'exists':
    case 'empty': {
      const any = exists(of ?? { kind: 'this' }, first, asked, asking);
      return name === 'exists' ? any : (entry) => not(any(entry));
    }
    case 'hasValue':
      return of ? hasValue(of, asked, asking) : unsure;
    case 'all':
      return of && first ? all(of, first, asked, asking) : unsure;
    case 'isDistinct':
      return of ? isDistinct(of, asked, asking) : unsure;
    case 'trace':
      return of ? question(of, asked, asking) : unsure;
    case 'is':
      return of && first?.kind === 'member' && !first.of ? isOfType(of, first.name, asked, asking) : unsure;
    default:
      return textQuestion(expression, asked, asking) ?? unsure;
  }
}

/** Whether the one value of an element is of a type; that it is not takes the closer look. */
function isOfType(of: Expression, type: string, asked: Asked, asking: Asking): Question {
  const path = pathOf(of, asked, asking.rows);
  const types = path?.steps.at(-1)?.types;
  return (from) => {
    const entry = path && onlyAt(path, from, asking);
    return entry !== undefined && types?.get(asking.line.memberAt(entry)) === type ? YES : UNSURE;
  };
}

/** Whether any value is there, of those that keep a condition. */
function exists(of: Expression, condition: Expression | undefined, asked: Asked, asking: Asking): Question {
  if (of.kind === 'call' && of.name === 'where' && !condition)
    return exists(of.of ?? { kind: 'this' }, of.parameters[0], asked, asking);
  const path = pathOf(of, asked, asking.rows);
  if (!path) return unsure;
  const { line, resource } = asking;
  const begin = (entry: number): number => (path.isOfResource ? resource() : entry);
  if (!condition) return (entry) => sure(isThere(path, entry, asking));
  const isKept = inItems(path, condition, asked, asking);
  return (entry) => {
    let found: Sure = NO;
    someAt(line, path.steps, begin(entry), (each) => {
      const isOne = isKept(each);
      found = or(found, isOne === EMPTY ? NO : isOne);
      return found === YES;
    });
    return found;
  };
}

/** A condition as it is asked of the values that a path leads to. */
function inItems(path: Path, condition: Expression, { resource }: Asked, asking: Asking): Question {
  const extensions = path.steps.at(-1)?.extensions ?? -1;
  const asks = path.type === undefined ? unsure : question(condition, { type: path.type, resource }, asking);
  return (entry) => {
    const member = asking.line.memberAt(entry);
    return member === extensions && member !== -1 ? UNSURE : asks(entry);
  };
}

function all(of: Expression, condition: Expression, asked: Asked, asking: Asking): Question {
  const path = pathOf(of, asked, asking.rows);
  if (!path || path.isOfResource) return unsure;
  const isKept = inItems(path, condition, asked, asking);
  return (entry) => {
    let found: Sure = YES;
    someAt(asking.line, path.steps, entry, (each) => (found = and(found, isKept(each))) === NO);
    return found;
  };
}

function hasValue(of: Expression, asked: Asked, asking: Asking): Question {
  const path = pathOf(of, asked, asking.rows);
  const [step, ...more] = path?.steps ?? [];
  if (!path || !step || more.length > 0 || step.element.isList) return unsure;
  const valuesOnly = { ...path, steps: [{ ...step, all: [...step.types.keys()] }] };
  return (entry) => sure(isThere(valuesOnly, entry, asking));
}

/** Lists that are longer are not looked through for what is there twice. */
const SHORT = 32;

function isDistinct(of: Expression, asked: Asked, asking: Asking): Question {
  const isSelected = of.kind === 'call' && of.name === 'select';
  const holder = isSelected ? pathOf(of.of ?? { kind: 'this' }, asked, asking.rows) : undefined;
  const [selected] = isSelected ? of.parameters : [];
  const inner = holder?.type === undefined ? undefined : { ...asked, type: holder.type };
  const end = selected && inner ? pathOf(selected, inner, asking.rows) : undefined;
  const path = isSelected
    ? holder && end && { ...end, steps: [...holder.steps, ...end.steps] }
    : pathOf(of, asked, asking.rows);
  if (!path?.steps.at(-1)?.isPrimitive || path.isOfResource || !isComparable(path)) return unsure;
  const { line } = asking;
  return (from) => {
    const found: number[] = [];
    const isTwice = someAt(line, path.steps, from, (entry) => {
      if (found.length === SHORT || found.some((each) => line.areSame(each, entry) !== NO)) return true;
      found.push(entry);
      return false;
    });
    return isTwice ? UNSURE : YES;
  };
}
