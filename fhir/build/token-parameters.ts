import { RESOURCE_TYPES } from '../r4/resource-types.ts';
import type { Model } from '../definitions/model.ts';
import type { SearchParameterDefinition } from './search-parameters.ts';

/**
 * By resource type and by name: the elements behind each search parameter of type token, as element paths without the
 * type, separated by spaces (`code component.code`).
 */
export type TokenElements = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The token parameters of the resource types that HealthLake supports, where the parameter's expression names nothing but
 * elements. The few that ask for more (`Patient.telecom.where(system='phone')`) are left out, and so are those of all
 * resource types alike (`_id`, `_tag`).
 */
export function tokenElements(parameters: readonly SearchParameterDefinition[], model: Model): TokenElements {
  const tokens = parameters.filter(({ type }) => type === 'token');
  return Object.fromEntries(
    RESOURCE_TYPES.map((resourceType) => [
      resourceType,
      Object.fromEntries(
        tokens
          .filter(({ base }) => base.includes(resourceType))
          .flatMap(({ code, expression = '' }) => {
            const paths = pathsOf(expression, resourceType, model);
            return paths === undefined ? [] : [[code, paths]];
          }),
      ),
    ]),
  );
}

/** `Type.element.element`, in brackets or not, at its end perhaps `.ofType(Name)`, or ` as Name`, as HL7 writes it. */
const ELEMENTS = /^\(?(?<type>[A-Z]\w*)\.(?<path>\w+(?:\.\w+)*?)(?:(?:\.ofType\(| as )(?<of>\w+)\)?)?\)?$/;

/** Undefined where a part of the expression is about this type and is more than a path to an element. */
function pathsOf(expression: string, resourceType: string, model: Model): string | undefined {
  const ours = expression
    .split(' | ')
    .map((part) => part.trim())
    .filter((part) => new RegExp(`^\\(?${resourceType}\\.`).test(part));
  const paths = ours.map((part) => {
    const { path = '', of = '' } = ELEMENTS.exec(part)?.groups ?? {};
    const member = path + of.slice(0, 1).toUpperCase() + of.slice(1);
    return leadsToElement(member.split('.'), resourceType, model) ? member : undefined;
  });
  return paths.length > 0 && paths.every((path) => path !== undefined) ? paths.join(' ') : undefined;
}

function leadsToElement(members: readonly string[], type: string, model: Model): boolean {
  const [member, ...rest] = members;
  const types = model.types[type]?.elements.flatMap((element) => element.types) ?? [];
  const found = types.find(({ property }) => property === member);
  if (!found) return false;
  return rest.length === 0 || leadsToElement(rest, found.type, model);
}
