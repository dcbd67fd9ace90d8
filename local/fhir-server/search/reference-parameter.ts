import { FHIR_ID } from '../../../fhir/index.ts';
import type { ReferenceTarget as Target } from '../../../fhir/index.ts';
import { localTarget, referencesAt } from '../../../fhir/index.ts';
import { badRequest } from '../http/fhir-error.ts';
import { alternatives } from './alternatives.ts';
import type { ParameterContext, ReadParameter } from './criterion.ts';

/** What a value asks for; without a type, whatever has the id. */
type Wanted = Omit<Target, 'resourceType'> & { resourceType: string | undefined };

/**
 * A parameter of type reference: `Patient/1`, `1`, or the resource's URL in this data store.
 * @param elements the elements behind the parameter, by resource type
 * @param targetType the one type that the parameter looks for; without it, any
 */
export const referenceParameter =
  (elements: Readonly<Record<string, string>>, targetType?: string): ReadParameter =>
  (value, context) => {
    const paths = elements[context.resourceType] ?? '';
    const wanted = alternatives(value).map((text) => wantedBy(text, context, targetType));
    return {
      meets: ({ content, mayMention }) => {
        if (!wanted.some(({ id }) => mayMention(id))) return false;
        for (const reference of referencesAt(content(), paths)) {
          const target = localTarget(reference, context.endpoint);
          if (target && wanted.some((each) => isWanted(target, each, targetType))) return true;
        }
        return false;
      },
    };
  };

function wantedBy(text: string, { name, endpoint }: ParameterContext, targetType?: string): Wanted {
  if (FHIR_ID.test(text)) return { resourceType: targetType, id: text };
  const target = localTarget(text, endpoint);
  if (!target)
    throw badRequest(`${name} must be references, as in Patient/1, to resources of this data store.`);
  return target;
}

const isWanted = (target: Target, wanted: Wanted, targetType: string | undefined): boolean =>
  target.id === wanted.id &&
  target.resourceType === (wanted.resourceType ?? target.resourceType) &&
  target.resourceType === (targetType ?? target.resourceType);
