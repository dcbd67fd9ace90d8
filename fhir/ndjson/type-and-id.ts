import type { Issue } from '../messages/issue.ts';
import { invalidJson } from '../json/invalid-json.ts';
import { information, processingError } from '../messages/issue.ts';
import { message } from '../messages/messages.ts';
import { jsonKind } from '../messages/quoted.ts';
import { ID_FORM, isId } from '../r4/id.ts';
import { typeNumber } from '../r4/resource-types.ts';

/** What a resource must have before it can be stored: its type and its id. */
export interface Identified {
  resourceType: string;
  id: string;
}

const TYPE_FORM = '[A-Za-z]{1,256}';
const TYPE = new RegExp(`^${TYPE_FORM}$`);

/**
 * Says why a parsed line cannot be stored under a type and an id, if it cannot: it is not a JSON object, has no supported type, or
 * no valid id. It is the same at every level (Developer Guide, "Troubleshooting import actions").
 */
export function identityIssues(resource: unknown): readonly Issue[] {
  if (Array.isArray(resource))
    return invalidJson('a line is one resource, not a list of them: put each on a line of its own');
  if (typeof resource !== 'object' || resource === null) return invalidJson('a line is a JSON object');
  const { resourceType, id } = resource as Record<string, unknown>;
  if (resourceType === undefined || resourceType === null)
    return [processingError(message('noResourceType'))];
  if (typeof resourceType !== 'string' || !TYPE.test(resourceType))
    return [
      constraintError('typeConstraint', resourceType, [ofForm(TYPE_FORM)]),
      ...notText('resourceType', resourceType),
    ];
  if (typeNumber(resourceType) === undefined)
    return [processingError(message('unsupportedType', { type: resourceType }))];
  if (id === undefined || id === null) return [processingError(message('noId'))];
  if (!isId(id)) return [constraintError('idConstraint', id, brokenIdRules(id)), ...notText('id', id)];
  return [];
}

/** That a value is not a text is what is wrong with it, though its digits may keep the pattern. */
const notText = (member: string, value: unknown): Issue[] =>
  typeof value === 'string'
    ? []
    : [information(`the ${member} is ${jsonKind(value)}: write it as a JSON string, in quotes`)];

const ofForm = (form: string): string => `Member must satisfy regular expression pattern: ${form}`;

function brokenIdRules(id: unknown): string[] {
  const rules = [ofForm(ID_FORM)];
  if (id === '') rules.push('Member must have length greater than or equal to 1');
  if (typeof id === 'string' && id.length > 64)
    rules.push('Member must have length less than or equal to 64');
  return rules;
}

/** One error for all rules that a value breaks, as AWS services write them. */
function constraintError(
  name: 'typeConstraint' | 'idConstraint',
  given: unknown,
  rules: readonly string[],
): Issue {
  const value = `'${typeof given === 'string' ? given : JSON.stringify(given)}' `;
  const errors = rules.length === 1 ? 'error' : 'errors';
  const texts = rules.map((constraint) => message(name, { n: rules.length, errors, value, constraint }));
  // How many there are is said once.
  const withoutCount = (text: string): string => text.slice(text.indexOf(': ') + 2);
  return processingError(texts.map((text, at) => (at === 0 ? text : withoutCount(text))).join('; '));
}
