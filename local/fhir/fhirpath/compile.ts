import type { FhirPathFunction, Items } from './functions.ts';
import { FUNCTIONS, OPERATORS } from './functions.ts';
import { referencedType } from '../validator/references.ts';
import type { Item, Navigator, Scope } from './item.ts';
import { isObject } from './item.ts';
import type { Expression } from './syntax.ts';
import { FhirPathError, parseExpression } from './syntax.ts';
import type { Truth } from './values.ts';
import { numberOf, order, systemItem, textOf, truthItems, truthOf } from './values.ts';

/** A compiled expression: the items it gives for those it is asked of. */
export type Compiled = (scope: Scope, items: Items, at: number) => Items;

/**
 * Compiles a FHIRPath expression to functions. What it does not support it refuses now, not when it is evaluated.
 * @throws FhirPathError
 */
export function compileFhirPath(text: string, navigator: Navigator): Compiled {
  return compile(parseExpression(text), navigator);
}

const EXTERNALS: Readonly<Record<string, (scope: Scope) => Items>> = {
  resource: ({ resource }) => [resource],
  rootResource: ({ rootResource }) => [rootResource],
  context: ({ context }) => [context],
  ucum: () => [systemItem('http://unitsofmeasure.org')],
  sct: () => [systemItem('http://snomed.info/sct')],
  loinc: () => [systemItem('http://loinc.org')],
};

function compile(expression: Expression, navigator: Navigator): Compiled {
  const inner = (each: Expression): Compiled => compile(each, navigator);
  const base = (of: Expression | undefined): Compiled => (of ? inner(of) : (_scope, items) => items);
  switch (expression.kind) {
    case 'literal': {
      const items = [systemItem(expression.value)];
      return () => items;
    }
    case 'empty':
      return () => [];
    case 'this':
      return (_scope, items) => items;
    case 'index':
      return (_scope, _items, at) => [systemItem(at)];
    case 'external': {
      const external = EXTERNALS[expression.name];
      if (!external) throw new FhirPathError(`%${expression.name} is not known`);
      return external;
    }
    case 'member': {
      const of = base(expression.of);
      const { name } = expression;
      // At the begin of a path the name may be that of the type itself.
      const isType = expression.of === undefined && /^[A-Z]/.test(name);
      return (scope, items, at) =>
        of(scope, items, at).flatMap((item) =>
          isType && item.type === name ? item : navigator.children(item, name),
        );
    }
    case 'indexer': {
      const [of, index] = [inner(expression.of), inner(expression.index)];
      return (scope, items, at) => {
        const number = numberOf(index(scope, items, at));
        return number === undefined ? [] : of(scope, items, at).slice(number, number + 1);
      };
    }
    case 'negative': {
      const of = inner(expression.of);
      return (scope, items, at) => {
        const number = numberOf(of(scope, items, at));
        return number === undefined ? [] : [systemItem(-number)];
      };
    }
    case 'type':
      return typeOperator(inner(expression.of), expression.operator, expression.type);
    case 'call':
      return call(expression, base(expression.of), navigator);
    case 'binary':
      return binary(expression.operator, inner(expression.left), inner(expression.right));
  }
}

const isOf = ({ type }: Item, name: string): boolean => type.toLowerCase() === name.toLowerCase();

function typeOperator(of: Compiled, operator: 'is' | 'as' | 'ofType', type: string): Compiled {
  if (operator !== 'is') return (scope, items, at) => of(scope, items, at).filter((item) => isOf(item, type));
  return (scope, items, at) => {
    const [item] = of(scope, items, at);
    return truthItems(item && isOf(item, type));
  };
}

function call(
  { name, parameters }: Expression & { kind: 'call' },
  of: Compiled,
  navigator: Navigator,
): Compiled {
  const [first] = parameters;
  if ((name === 'is' || name === 'as' || name === 'ofType') && first?.kind === 'member')
    return typeOperator(of, name, first.name);
  const structural = Object.hasOwn(STRUCTURAL, name) ? STRUCTURAL[name]?.(navigator) : undefined;
  const called = structural ?? (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined);
  if (!called) throw new FhirPathError(`the function ${name} is not supported`);
  const compiled = parameters.map((each) => compile(each, navigator));
  const ask = (index: number, scope: Scope, items: Items, at: number): Items =>
    compiled[index]?.(scope, items, at) ?? [];
  return (scope, items, at) =>
    called(of(scope, items, at), {
      scope,
      count: compiled.length,
      value: (index) => ask(index, scope, items, at),
      forItem: (index, item, itemAt) => ask(index, scope, [item], itemAt),
    });
}

/** Functions that go from item to item. */
const STRUCTURAL: Readonly<Record<string, (navigator: Navigator) => FhirPathFunction>> = {
  children: (navigator) => (items) => items.flatMap((item) => childrenOf(navigator, item)),
  descendants: (navigator) => (items) => descendants(navigator, items),
  repeat: () => (items, parameters) => {
    const found: Item[] = [];
    const pending = [...items];
    for (let item = pending.shift(); item; item = pending.shift()) {
      const next = parameters.forItem(0, item, 0);
      found.push(...next);
      pending.push(...next);
    }
    return found;
  },
  // Of what is elsewhere the type is known, and nothing more.
  resolve:
    (navigator) =>
    (items, { scope }) =>
      items.flatMap((item) => resolved(navigator, scope, item) ?? []),
  extension: (navigator) => (items, parameters) => {
    const url = textOf(parameters.value(0));
    return items
      .flatMap((item) => navigator.children(item, 'extension'))
      .filter(({ value }) => (value as { url?: unknown } | undefined)?.url === url);
  },
};

function resolved(navigator: Navigator, { rootResource }: Scope, { value }: Item): Item | undefined {
  const reference = isObject(value) ? value.reference : value;
  if (typeof reference !== 'string') return undefined;
  if (reference.startsWith('#'))
    return navigator
      .children(rootResource, 'contained')
      .find((each) => (each.value as { id?: unknown }).id === reference.slice(1));
  const type = referencedType(reference);
  return type === undefined || type === '' ? undefined : { value: {}, type };
}

const childrenOf = (navigator: Navigator, item: Item): Items =>
  navigator.present(item).flatMap(({ items }) => items);

function descendants(navigator: Navigator, items: Items): Items {
  const found: Item[] = [];
  const pending = [...items];
  for (let item = pending.pop(); item; item = pending.pop()) {
    const children = childrenOf(navigator, item);
    found.push(...children);
    pending.push(...children);
  }
  return found;
}

function binary(operator: string, left: Compiled, right: Compiled): Compiled {
  const logic = LOGIC[operator];
  if (logic)
    return (scope, items, at) =>
      truthItems(logic(truthOf(left(scope, items, at)), () => truthOf(right(scope, items, at))));
  const ordering = ORDERING[operator];
  if (ordering)
    return (scope, items, at) => {
      const [[one, ...more], [other, ...others]] = [left(scope, items, at), right(scope, items, at)];
      const compared =
        one && other && more.length + others.length === 0 ? order(one.value, other.value) : undefined;
      return truthItems(compared === undefined ? undefined : ordering(compared));
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
