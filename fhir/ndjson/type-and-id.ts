import type { Issue } from '../validate/issue.ts';
import { invalidJson } from '../json/invalid-json.ts';
import { information, processingError } from '../validate/issue.ts';
import { jsonKind } from '../r4/fault.ts';
import { typeNumber } from '../r4/resource-types.ts';

/** What a resource must have before it can be stored: its type and its id. */
export interface Identified {
  resourceType: string;
  id: string;
}

const TYPE_PATTERN = '[A-Za-z]{1,256}';
const ID_PATTERN = '[A-Za-z0-9-.]{1,64}';
const TYPE = /^[A-Za-z]{1,256}$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * Says why a parsed line cannot be stored under a type and an id, if it cannot: it is no JSON object, has no supported type, or
 * no valid id. It is the same at every level (Developer Guide, "Troubleshooting import actions").
 */
export function identityIssues(resource: unknown): readonly Issue[] {
  if (Array.isArray(resource)) return invalidJson('a line is one resource, not a list of them');
  if (typeof resource !== 'object' || resource === null) return invalidJson('a line is a JSON object');
  const { resourceType, id } = resource as Record<string, unknown>;
  if (resourceType === undefined || resourceType === null)
    return [processingError('Missing required resourceType field in resource json')];
  if (typeof resourceType !== 'string' || !TYPE.test(resourceType))
    return [
      processingError(constraint([[resourceType, 'resourceType', pattern(TYPE_PATTERN)]])),
      ...notText('resourceType', resourceType),
    ];
  if (typeNumber(resourceType) === undefined)
    return [processingError(`Unsupported resource type '${resourceType}'`)];
  if (id === undefined || id === null) return [processingError('Missing required id field in resource json')];
  if (typeof id !== 'string' || !ID.test(id))
    return [processingError(constraint(idRules(id))), ...notText('id', id)];
  return [];
}

/** That a value is no text is what is wrong with it, though its digits may keep the pattern. */
const notText = (member: string, value: unknown): Issue[] =>
  typeof value === 'string'
    ? []
    : [information(`the ${member} is ${jsonKind(value)}: write it as a JSON string, in quotes`)];

const pattern = (rule: string): string => `Member must satisfy regular expression pattern: ${rule}`;

type BrokenRule = [value: unknown, member: string, rule: string];

const idRules = (id: unknown): BrokenRule[] => [
  [id, 'resourceId', pattern(ID_PATTERN)],
  ...(id === ''
    ? [[id, 'resourceId', 'Member must have length greater than or equal to 1'] satisfies BrokenRule]
    : []),
  ...(typeof id === 'string' && id.length > 64
    ? [[id, 'resourceId', 'Member must have length less than or equal to 64'] satisfies BrokenRule]
    : []),
];

function constraint(broken: readonly BrokenRule[]): string {
  const errors = broken.map(
    ([value, member, rule]) =>
      `Value '${typeof value === 'string' ? value : JSON.stringify(value)}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
  return `${errors.length} validation ${errors.length === 1 ? 'error' : 'errors'} detected: ${errors.join('; ')}`;
}
