import type { Json, JsonObject } from './json.ts';
import { isObject } from './json.ts';
import { TemplateError, unsupported } from './template-error.ts';

/** What `AWS::NoValue` becomes: the member or list item that holds it is left out. */
export const NO_VALUE = Symbol('AWS::NoValue');
export type Resolved = Json | typeof NO_VALUE;

/** What the functions of a template look up. */
export interface Scope {
  ref: (name: string) => Resolved;
  attribute: (logicalId: string, attribute: string) => Json;
  condition: (name: string) => boolean;
  mapping: (map: string, topKey: string, secondKey: string) => Json;
}

type Intrinsic = (argument: Json, scope: Scope) => Resolved;

/** Resolves the intrinsic functions in `value` (CloudFormation guide, intrinsic function reference). */
export function resolveValue(value: Json, scope: Scope): Resolved {
  if (Array.isArray(value))
    return value.map((item) => resolveValue(item, scope)).filter((item) => item !== NO_VALUE);
  if (typeof value === 'string' && value.includes('{{resolve:'))
    throw new TemplateError(`the dynamic reference ${value} is not supported locally.`);
  if (!isObject(value)) return value;
  const [name, ...others] = Object.keys(value);
  if (name !== undefined && others.length === 0 && (name === 'Ref' || name.startsWith('Fn::')))
    return call(name, value[name] ?? null, scope);
  if (others.length === 0 && name === 'Condition' && typeof value[name] === 'string')
    return scope.condition(value[name]);
  return resolveMembers(value, scope);
}

/** Resolves every member of an object. */
export function resolveMembers(value: JsonObject, scope: Scope): JsonObject {
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const resolved = resolveValue(member, scope);
    if (resolved !== NO_VALUE) members.push([name, resolved]);
  }
  return Object.fromEntries(members);
}

function call(name: string, argument: Json, scope: Scope): Resolved {
  const intrinsic = INTRINSICS[name];
  if (!intrinsic) throw unsupported(`${name} is not supported locally`, name, Object.keys(INTRINSICS));
  return intrinsic(argument, scope);
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(asText(argument, 'Ref')),

  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] =
      typeof argument === 'string' ? splitAttribute(argument) : asList(argument, 'Fn::GetAtt', scope, 2);
    return scope.attribute(asText(logicalId, 'Fn::GetAtt'), asText(attribute, 'Fn::GetAtt'));
  },

  'Fn::Sub': (argument, scope) => {
    const [text, variables = {}] = Array.isArray(argument) ? argument : [argument];
    if (!isObject(variables)) throw new TemplateError('the second argument of Fn::Sub is an object.');
    return substitute(asText(text, 'Fn::Sub'), variables, scope);
  },

  'Fn::Join': (argument, scope) => {
    const [delimiter, values] = asList(argument, 'Fn::Join', scope, 2);
    return asList(values, 'Fn::Join', scope)
      .map((value) => asText(value, 'Fn::Join'))
      .join(asText(delimiter, 'Fn::Join'));
  },

  'Fn::Select': (argument, scope) => {
    const [index, values] = asList(argument, 'Fn::Select', scope, 2);
    const selected = asList(values, 'Fn::Select', scope)[Number(index)];
    if (selected === undefined)
      throw new TemplateError(`Fn::Select has no item ${JSON.stringify(index)} to select.`);
    return selected;
  },

  'Fn::Split': (argument, scope) => {
    const [delimiter, text] = asList(argument, 'Fn::Split', scope, 2);
    return asText(text, 'Fn::Split').split(asText(delimiter, 'Fn::Split'));
  },

  'Fn::If': (argument, scope) => {
    if (!Array.isArray(argument) || argument.length !== 3)
      throw new TemplateError('Fn::If takes a condition, a value if true and a value if false.');
    const [condition, ifTrue = null, ifFalse = null] = argument;
    return resolveValue(scope.condition(asText(condition, 'Fn::If')) ? ifTrue : ifFalse, scope);
  },

  'Fn::Equals': (argument, scope) => {
    const [left, right] = asList(argument, 'Fn::Equals', scope, 2);
    return comparable(left) === comparable(right);
  },

  'Fn::And': (argument, scope) => asList(argument, 'Fn::And', scope).every(asTruth),
  'Fn::Or': (argument, scope) => asList(argument, 'Fn::Or', scope).some(asTruth),
  'Fn::Not': (argument, scope) => !asTruth(asList(argument, 'Fn::Not', scope, 1)[0]),

  'Fn::FindInMap': (argument, scope) => {
    const [map, top, second] = asList(argument, 'Fn::FindInMap', scope, 3);
    return scope.mapping(
      asText(map, 'Fn::FindInMap'),
      asText(top, 'Fn::FindInMap'),
      asText(second, 'Fn::FindInMap'),
    );
  },

  'Fn::Base64': (argument, scope) => {
    const text = resolveValue(argument, scope);
    return Buffer.from(asText(text, 'Fn::Base64')).toString('base64');
  },
};

/** `${Name}`, `${Resource.Attribute}`, and `${!Literal}`, which stands for `${Literal}`. */
const VARIABLE = /\$\{(!?)([^{}]+)\}/g;

function substitute(text: string, variables: JsonObject, scope: Scope): string {
  return text.replace(VARIABLE, (_, literal: string, written: string) => {
    const name = written.trim();
    if (literal) return `\${${written}}`;
    const variable = variables[name];
    if (variable !== undefined) return asText(resolveValue(variable, scope), 'Fn::Sub');
    const [logicalId, attribute] = splitAttribute(name);
    return asText(
      attribute === undefined ? scope.ref(name) : scope.attribute(asText(logicalId, 'Fn::Sub'), attribute),
      'Fn::Sub',
    );
  });
}

/** A logical id has no dot; an attribute may have some. */
function splitAttribute(text: string): [string, string | undefined] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}

function asText(value: Resolved | undefined, name: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value);
  throw new TemplateError(`${name} needs a text, not ${describe(value)}.`);
}

function asList(value: Json | undefined, name: string, scope: Scope, length?: number): Json[] {
  const list = value === undefined ? undefined : resolveValue(value, scope);
  if (!Array.isArray(list) || (length !== undefined && list.length !== length))
    throw new TemplateError(`${name} takes a list${length === undefined ? '' : ` of ${length}`}.`);
  return list;
}

const comparable = (value: Json | undefined): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

const asTruth = (value: Json | undefined): boolean => value === true || value === 'true';

const describe = (value: Resolved | undefined): string =>
  value === NO_VALUE ? 'AWS::NoValue' : JSON.stringify(value);
