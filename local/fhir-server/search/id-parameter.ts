import { FHIR_ID } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import type { ReadParameter } from './criterion.ts';
import { alternatives } from './alternatives.ts';

/** `_id=a,b`: one of these ids. */
export const idParameter: ReadParameter = (value, { name }) => {
  const ids = alternatives(value, name);
  if (!ids.every((id) => FHIR_ID.test(id))) throw badRequest(`${name} must be ids, separated by commas.`);
  return { ids, meets: ({ id }) => ids.includes(id) };
};
