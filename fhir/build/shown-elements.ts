import type { Definition } from '../definitions/definitions.ts';
import type { Model } from '../definitions/model.ts';
import { pathName } from '../definitions/model.ts';
import { RESOURCE_TYPES } from '../r4/resource-types.ts';
import type { ShownElements } from '../search/search-table.ts';

/** The elements of resource types that summaries show, by the names of their JSON members (FHIR R4, "Summary"). */
export function shownElements(
  definitions: readonly Definition[],
  model: Model,
): Record<string, ShownElements> {
  const summaries = new Set(
    definitions.flatMap((definition) => {
      if (definition.resourceType !== 'StructureDefinition' || definition.derivation === 'constraint')
        return [];
      const elements = (definition.snapshot?.element ?? []) as readonly {
        path: string;
        isSummary?: boolean;
      }[];
      return elements.flatMap(({ path, isSummary }) => (isSummary === true ? [path.replace('[x]', '')] : []));
    }),
  );
  return Object.fromEntries(
    RESOURCE_TYPES.map((type) => {
      const elements = model.types[type]?.elements ?? [];
      const members = (of: typeof elements) =>
        of.flatMap(({ types }) => types.map(({ property }) => property));
      return [
        type,
        {
          summary: members(elements.filter((each) => summaries.has(`${type}.${pathName(each)}`))),
          required: members(elements.filter(({ min }) => min > 0)),
        },
      ];
    }),
  );
}
