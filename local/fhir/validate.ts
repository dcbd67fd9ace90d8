import { typeNumber } from './resource-types.ts';

/** The levels of StartFHIRImportJob's ValidationLevel. */
export type ValidationLevel = 'strict' | 'structure-only' | 'minimal';

/** One issue of an OperationOutcome, in the service's words. */
export interface Issue {
  severity: 'error' | 'warning' | 'information';
  code: 'processing';
  diagnostics: string;
  location?: string[];
}

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
 * Checks a parsed line: a JSON object with the type of a supported resource and an id. Those checks are the
 * same at every level; rules of R4 and of profiles are added per level where they are known.
 * @returns the issues; the resource may be stored when none is an error
 */
export function validate(resource: unknown, _level: ValidationLevel): Issue[] {
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) return [INVALID_JSON];
  const { resourceType, id } = resource as Record<string, unknown>;
  if (resourceType === undefined || resourceType === null)
    return [processingError('Missing required resourceType field in resource json')];
  if (typeof resourceType !== 'string' || !TYPE.test(resourceType))
    return [processingError(constraint([[resourceType, 'resourceType', pattern(TYPE_PATTERN)]]))];
  if (typeNumber(resourceType) === undefined)
    return [processingError(`Unsupported resource type '${resourceType}'`)];
  if (id === undefined || id === null) return [processingError('Missing required id field in resource json')];
  if (typeof id !== 'string' || !ID.test(id)) return [processingError(constraint(idRules(id)))];
  return [];
}

export const processingError = (diagnostics: string): Issue => ({
  severity: 'error',
  code: 'processing',
  diagnostics,
});

/** The issue of a line that is no JSON object. */
export const INVALID_JSON: Issue = processingError('Invalid JSON found in input file');

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
