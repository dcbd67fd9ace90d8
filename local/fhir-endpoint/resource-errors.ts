import { validate } from '../fhir/validate.ts';
import type { ErrorsOf } from './check-resource.ts';

/** What an import would refuse of a resource. */
export const resourceErrors: ErrorsOf = (resource, level) =>
  validate(JSON.parse(resource.toString('utf8')), level).filter(({ severity }) => severity === 'error');
