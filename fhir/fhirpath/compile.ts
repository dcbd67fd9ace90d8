import { FUNCTIONS, PARAMETERS } from './functions.ts';
import type { Compiled, Items, Navigator, Scope } from './item.ts';
import { binary } from './operators.ts';
import { STRUCTURAL } from './structural.ts';
import type { Expression } from './syntax.ts';
import { FhirPathError, parseExpression } from './syntax.ts';
import { typeTest } from './types.ts';
import type { Truth } from './values.ts';
import { integerOf, isDecimal, systemItem, truthItems } from './values.ts';
import { countOf } from '../../errors/index.ts';

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
      const { value, digits } = expression;
      const item = systemItem(value, digits?.includes('.'));
      const items = [digits === undefined ? item : { ...item, digits }];
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
        const number = integerOf(index(scope, items, at));
        return number === undefined || number < 0 ? [] : of(scope, items, at).slice(number, number + 1);
      };
    }
    case 'negative': {
      const of = inner(expression.of);
      return (scope, items, at) => {
        const [item, ...more] = of(scope, items, at);
        if (typeof item?.value !== 'number' || more.length > 0) return [];
        const { value, digits } = item;
        const negative = systemItem(value === 0 ? 0 : -value, isDecimal(item));
        const isPlain = digits !== undefined && value > 0;
        return [isPlain ? { ...negative, digits: `-${digits}` } : negative];
      };
    }
    case 'type':
      return typeOperator(inner(expression.of), expression.operator, expression.type, navigator);
    case 'call':
      return call(expression, base(expression.of), context);
    case 'binary':
      return binary(expression.operator, inner(expression.left), inner(expression.right), undecided);
  }
}

function typeOperator(
  of: Compiled,
  operator: 'is' | 'as' | 'ofType',
  type: string,
  navigator: Navigator,
): Compiled {
  const isOf = typeTest(type, navigator);
  if (operator !== 'is') return (scope, items, at) => of(scope, items, at).filter(isOf);
  return (scope, items, at) => {
    const [item, ...more] = of(scope, items, at);
    return truthItems(item && more.length === 0 ? isOf(item) : undefined);
  };
}

/** The name of a type as a parameter: `string`, `System.String`. */
function typeName(expression: Expression | undefined): string | undefined {
  if (expression?.kind !== 'member') return undefined;
  const { of, name } = expression;
  if (!of) return name;
  const namespace = typeName(of);
  return namespace === undefined ? undefined : `${namespace}.${name}`;
}

function call({ name, parameters }: Expression & { kind: 'call' }, of: Compiled, context: Context): Compiled {
  const [first] = parameters;
  const type = typeName(first);
  if ((name === 'is' || name === 'as' || name === 'ofType') && type !== undefined && parameters.length === 1)
    return typeOperator(of, name, type, context.navigator);
  const structural = Object.hasOwn(STRUCTURAL, name) ? STRUCTURAL[name]?.(context.navigator) : undefined;
  const called = structural ?? (Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined);
  if (!called) throw new FhirPathError(`the function ${name} is not supported`);
  const [least, most] = (Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined) ?? [0, 0];
  if (parameters.length < least || parameters.length > most)
    throw new FhirPathError(`the function ${name} does not have ${countOf(parameters.length, 'parameter')}`);
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
