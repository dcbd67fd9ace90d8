import { TemplateError } from '../template-error.ts';

const WILDCARD = /[*?]/;

/**
 * An action as a policy names it: `*`, or `service:Action`, with wildcards behind the colon only (IAM user guide,
 * "IAM JSON policy elements: Action").
 * @throws TemplateError for what IAM refuses as MalformedPolicyDocument
 */
export function checkedAction(action: string): string {
  if (action === '*') return action;
  const [service = '', name, ...more] = action.split(':');
  const refuse = (reason: string): never => {
    throw new TemplateError(`IAM refuses the action ${action} of a policy: ${reason}.`);
  };
  if (name === undefined) refuse('actions must be prefaced by a vendor, as in s3:GetObject');
  if (more.length > 0) refuse('actions can contain only one colon');
  if (WILDCARD.test(service))
    refuse('the service must not have wildcards; all actions of all services are "*"');
  if (!/^[A-Za-z0-9.-]+$/.test(service)) refuse(`vendor ${service} is not valid`);
  if (name === '') refuse('it names no action');
  return action;
}

const ARN_FIELDS = 6;

/**
 * A resource as a policy names it: `*` or an ARN. IAM completes an ARN that lacks fields with wildcards: `arn:aws:sqs` is
 * `arn:aws:sqs:*:*:*`; the service itself must be there, and without wildcards (IAM user guide, "IAM JSON policy
 * elements: Resource", "Incomplete ARNs").
 * @throws TemplateError for what IAM refuses as MalformedPolicyDocument
 */
export function wholeResource(resource: string): string {
  if (resource === '*') return resource;
  const fields = resource.split(':');
  const service = fields[2] ?? '';
  const refuse = (reason: string): never => {
    throw new TemplateError(`IAM refuses the resource ${resource} of a policy: ${reason}.`);
  };
  if (fields[0] !== 'arn') refuse('it must be in ARN format or "*"');
  if (service === '' || WILDCARD.test(service))
    refuse('the service of an ARN must be fully qualified and cannot contain wildcards');
  return [...fields, ...Array<string>(Math.max(0, ARN_FIELDS - fields.length)).fill('*')].join(':');
}
