import type { Model } from '../definitions/model.ts';
import { pathName } from '../definitions/model.ts';
import type { Expression } from '../fhirpath/syntax.ts';
import { FhirPathError, parseExpression } from '../fhirpath/syntax.ts';
import type { Plan as KeptPlan, Step } from '../search/search-table.ts';

/** A plan, with the resource types that the references it leads to may be to (absent: any), and the required value set of its codes. */
export interface Plan extends KeptPlan {
  targets?: readonly string[];
  valueSet?: string;
}

/** What a parameter's expression may begin with beside its own type. */
const OF_ALL = new Set(['Resource', 'DomainResource']);

/**
 * The plans of a search parameter's expression for one resource type: the parts of its union that are about the type.
 * A choice of types is one plan for each.
 * @param base the resource type, or an element (`Observation.component`) that the expression is of
 * @throws FhirPathError for what is none of paths, `as`, `ofType`, `where(member = 'text')`, `where(resolve() is Type)`, `extension(...)`,
 *   an item by its place, and whether an element is there and not false
 */
export function plansOf(expression: string, base: string, model: Model): Plan[] {
  return unionOf(parseExpression(expression)).flatMap((part) => {
    const root = rootOf(part);
    if (root !== undefined && root !== base && !OF_ALL.has(root)) return [];
    return follow(part, base, model);
  });
}

/** The parts of a union, in their order. */
const unionOf = (expression: Expression): Expression[] =>
  expression.kind === 'binary' && expression.operator === '|'
    ? [...unionOf(expression.left), ...unionOf(expression.right)]
    : [expression];

/** The type that a path begins with. */
function rootOf(expression: Expression): string | undefined {
  if (expression.kind === 'binary') return rootOf(expression.left);
  const of = 'of' in expression ? expression.of : undefined;
  if (of) return rootOf(of);
  return expression.kind === 'member' && /^[A-Z]/.test(expression.name) ? expression.name : undefined;
}

function follow(expression: Expression, base: string, model: Model): Plan[] {
  const from = (of: Expression | undefined): Plan[] =>
    of ? follow(of, base, model) : [{ steps: [], type: base }];
  switch (expression.kind) {
    case 'member': {
      const { of, name } = expression;
      if (!of && /^[A-Z]/.test(name)) return from(undefined);
      return from(of).flatMap((plan) => membersOf(plan, name, model));
    }
    case 'external':
      if (expression.name !== 'resource') break;
      return [{ steps: [{ root: true }], type: base.split('.')[0] ?? base }];
    case 'indexer': {
      const { index } = expression;
      if (index.kind !== 'literal' || typeof index.value !== 'number') break;
      return withStep(from(expression.of), { item: index.value });
    }
    case 'type':
      if (expression.operator !== 'as') break;
      return ofType(from(expression.of), expression.type, model);
    case 'call':
      return called(expression, from(expression.of), model);
    case 'binary':
      return isSet(expression, base, model);
    default:
  }
  throw new FhirPathError(`a search parameter by ${expression.kind} is not supported`);
}

/** `x.exists() and x != false`: whether it is there, and is not false. */
function isSet(expression: Expression & { kind: 'binary' }, base: string, model: Model): Plan[] {
  const { operator, left, right } = expression;
  if (
    operator === 'and' &&
    left.kind === 'call' &&
    left.name === 'exists' &&
    left.of &&
    right.kind === 'binary'
  ) {
    const same = JSON.stringify(left.of) === JSON.stringify(right.left);
    const isNotFalse =
      right.operator === '!=' && right.right.kind === 'literal' && right.right.value === false;
    const paths = follow(left.of, base, model).map(({ steps }) => steps);
    const members = paths.flatMap(([member]) => (typeof member === 'string' ? [member] : []));
    if (same && isNotFalse && paths.every((steps) => steps.length === 1) && members.length === paths.length)
      return [{ steps: [{ isSet: members }], type: 'boolean' }];
  }
  throw new FhirPathError(`a search parameter by ${operator} is not supported`);
}

function called({ name, parameters }: Expression & { kind: 'call' }, from: Plan[], model: Model): Plan[] {
  const [first] = parameters;
  if ((name === 'ofType' || name === 'as') && first?.kind === 'member' && !first.of)
    return ofType(from, first.name, model);
  if (name === 'extension' && first?.kind === 'literal' && typeof first.value === 'string')
    return withStep(
      from.flatMap((plan) => membersOf(plan, 'extension', model)),
      { where: ['url', first.value] },
    );
  if (name === 'where' && first) {
    const step = condition(first);
    const plans = withStep(from, step);
    return typeof step === 'object' && 'to' in step
      ? plans.map((plan) => ({ ...plan, targets: [step.to] }))
      : plans;
  }
  throw new FhirPathError(`a search parameter by ${name}() is not supported`);
}

function condition(expression: Expression): Step {
  if (expression.kind === 'type' && expression.operator === 'is' && expression.of.kind === 'call')
    if (expression.of.name === 'resolve' && !expression.of.of) return { to: expression.type };
  if (expression.kind === 'binary' && expression.operator === '=') {
    const { left, right } = expression;
    if (left.kind === 'member' && !left.of && right.kind === 'literal' && typeof right.value === 'string')
      return { where: [left.name, right.value] };
  }
  throw new FhirPathError('a search parameter by such a condition is not supported');
}

const withStep = (plans: readonly Plan[], step: Step): Plan[] =>
  plans.map((plan) => ({ ...plan, steps: [...plan.steps, step] }));

function membersOf({ steps, type }: Plan, name: string, model: Model): Plan[] {
  // What lies in any resource (Bundle.entry.resource) is a resource of its own.
  const element = model.types[type]?.elements.find((each) => pathName(each) === name);
  if (!element) throw new FhirPathError(`${type} has no element ${name}`);
  return element.types.map((each) => ({
    steps: [...steps, each.property],
    type: each.type,
    ...(each.targets && { targets: each.targets }),
    ...(each.valueSet !== undefined && { valueSet: each.valueSet }),
  }));
}

/** Those of a type, or of one that specialises it (Age is a Quantity). HL7 writes `DateTime` once. */
function ofType(plans: readonly Plan[], name: string, model: Model): Plan[] {
  const isOf = (type: string, wanted: string): boolean => {
    for (let at: string | undefined = type; at !== undefined; at = model.bases[at])
      if (at === wanted) return true;
    return false;
  };
  const known = Object.hasOwn(model.bases, name) ? name : name.slice(0, 1).toLowerCase() + name.slice(1);
  return plans.filter(({ type }) => isOf(type, known));
}
