import type { Json, JsonObject } from '../json.ts';
import { isObject, listOf } from '../json.ts';
import { TemplateError } from '../template-error.ts';
import { checkOperator } from './condition.ts';
import { checkedAction, wholeResource } from './policy-names.ts';
import type { Statement } from './statement.ts';

const ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Principal',
  'Condition',
]);

/** Reads a policy document. Throws a TemplateError for elements that are not evaluated here. */
export function parsePolicy(document: Json | undefined): Statement[] {
  if (!isObject(document)) throw new TemplateError('a policy document is an object.');
  return listOf(document.Statement).map((statement) => {
    if (!isObject(statement)) throw new TemplateError('a policy statement is an object.');
    return parseStatement(statement);
  });
}

/**
 * Reads a policy that says what a role may do: it must name resources, and no principal (IAM user guide, "Grammar of the IAM JSON
 * policy language").
 * @throws TemplateError
 */
export function parseIdentityPolicy(document: Json | undefined): Statement[] {
  const statements = parsePolicy(document);
  for (const { resources, notResources, principals } of statements) {
    if (!resources && !notResources)
      throw new TemplateError('IAM refuses the policy: a statement must contain resources.');
    if (principals)
      throw new TemplateError("IAM refuses the policy: a role's should not specify a principal.");
  }
  return statements;
}

function parseStatement(source: JsonObject): Statement {
  const unknown = Object.keys(source).find((name) => !ELEMENTS.has(name));
  if (unknown !== undefined)
    throw new TemplateError(`the policy element ${unknown} is not supported locally.`);
  const { Effect: effect, Sid: sid, Condition: conditions, Principal: principal } = source;
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new TemplateError(
      `the Effect of a policy statement is Allow or Deny, not ${JSON.stringify(effect)}.`,
      undefined,
      { actual: effect, expected: ['Allow', 'Deny'] },
    );
  for (const name of ['Action', 'Resource'])
    if (source[name] !== undefined && source[`Not${name}`] !== undefined)
      throw new TemplateError(`IAM refuses the policy: a statement has ${name} or Not${name}, not both.`);
  const statement: Statement = { effect, conditions: parseConditions(conditions) };
  if (typeof sid === 'string') statement.sid = sid;
  if (source.Action !== undefined) statement.actions = texts(source.Action).map(checkedAction);
  if (source.NotAction !== undefined) statement.notActions = texts(source.NotAction).map(checkedAction);
  if (source.Resource !== undefined) statement.resources = texts(source.Resource).map(wholeResource);
  if (source.NotResource !== undefined) statement.notResources = texts(source.NotResource).map(wholeResource);
  if (principal !== undefined)
    statement.principals = isObject(principal)
      ? Object.fromEntries(Object.entries(principal).map(([kind, names]) => [kind, texts(names)]))
      : { AWS: texts(principal) };
  if (!statement.actions && !statement.notActions)
    throw new TemplateError('a policy statement has an Action or a NotAction.');
  return statement;
}

function parseConditions(source: Json | undefined): Statement['conditions'] {
  if (source === undefined) return {};
  if (!isObject(source)) throw new TemplateError('the Condition of a policy statement is an object.');
  return Object.fromEntries(
    Object.entries(source).map(([operator, keys]) => {
      checkOperator(operator);
      if (!isObject(keys)) throw new TemplateError(`the condition operator ${operator} takes an object.`);
      return [
        operator,
        Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, texts(values)])),
      ];
    }),
  );
}

/** A boolean or a number is written bare as often as in quotes. Policy variables would need a caller's tags. */
function texts(value: Json): string[] {
  return listOf(value).map((item) => {
    if (typeof item === 'object')
      throw new TemplateError(`${JSON.stringify(item)} in a policy is not a text.`);
    const text = String(item);
    if (text.includes('${'))
      throw new TemplateError(`the policy variable in ${text} is not supported locally.`);
    return text;
  });
}
