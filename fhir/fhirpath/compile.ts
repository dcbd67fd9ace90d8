import { FUNCTIONS } from './functions.ts';
import type { Compiled, Item, Items, Navigator, Scope } from './item.ts';
import { binary } from './operators.ts';
import { STRUCTURAL } from './structural.ts';
import type { Expression } from './syntax.ts';
import { FhirPathError, parseExpression } from './syntax.ts';
import type { Truth } from './values.ts';
import { numberOf, systemItem, truthItems } from './values.ts';

/**
 * Compiles a FHIRPath expression to functions. What it does not support it refuses now, not when it is evaluated.
 * @param undecided the result of a comparison that is undefined, as that of 2020 and 2020-01; in FHIRPath it is empty
 * @throws FhirPathError
 */
export function compileFhirPath(text: string, navigator: Navigator, undecided?: boolean): Compiled {
  return compile(parseExpression(text), { navigator, undecided });
}

interface Context {
  navigator: Navigator;
  undecided: Truth;
}

const EXTERNALS: Readonly<Record<string, (scope: Scope) => Items>> = {
  resource: ({ resource }) => [resource],
  rootResource: ({ rootResource }) => [rootResource],
  context: ({ context }) => [context],
  ucum: () => [systemItem('http://unitsofmeasure.org')],
  sct: () => [systemItem('http://snomed.info/sct')],
  loinc: () => [systemItem('http://loinc.org')],
};

function compile(expression: Expression, context: Context): Compiled {
  const { navigator, undecided } = context;
  const inner = (each: Expression): Compiled => compile(each, context);
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
      return call(expression, base(expression.of), context);
    case 'binary':
      return binary(expression.operator, inner(expression.left), inner(expression.right), undecided);
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

function call({ name, parameters }: Expression & { kind: 'call' }, of: Compiled, context: Context): Compiled {
  const [first] = parameters;
  if ((name === 'is' || name === 'as' || name === 'ofType') && first?.kind === 'member')
    return typeOperator(of, name, first.name);
  const structural = Object.hasOwn(STRUCTURAL, name) ? STRUCTURAL[name]?.(context.navigator) : undefined;
  const called = structural ?? (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined);
  if (!called) throw new FhirPathError(`the function ${name} is not supported`);
  const compiled = parameters.map((each) => compile(each, context));
  const ask = (index: number, scope: Scope, items: Items, at: number): Items =>
    compiled[index]?.(scope, items, at) ?? [];
  return (scope, items, at) =>
    called(of(scope, items, at), {
      scope,
      count: compiled.length,
      value: (index) => ask(index, scope, items, at),
      forItem: (index, item, itemAt) => ask(index, scope, [item], itemAt),
      forItems: (index, those) => ask(index, scope, those, 0),
    });
}
