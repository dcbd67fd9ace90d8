import { createHash } from 'node:crypto';
import type { Model } from '../definitions/model.ts';
import { FhirPathError } from '../fhirpath/syntax.ts';
import { RESOURCE_TYPES } from '../r4/resource-types.ts';
import { ENTRY_TYPES } from '../search/entry-types.ts';
import type {
  CompositePart,
  Plan as KeptPlan,
  SearchKind,
  SearchParameterRow,
  SearchTable,
  UnservedParameter,
} from '../search/search-table.ts';
import { CORRECTED_PARTS } from './published-table.ts';
import type { Plan } from './search-plans.ts';
import { plansOf } from './search-plans.ts';

/** What is read of a SearchParameter (R4). */
export interface SearchParameterDefinition {
  resourceType: 'SearchParameter';
  id: string;
  url: string;
  code: string;
  type: string;
  base: string[];
  expression?: string;
  component?: { definition: string; expression: string }[];
}

/** Parameters that the endpoint reads in a way of its own, without their elements' entries. */
const OF_ITS_OWN = new Set(['_id', '_lastUpdated', '_text']);

/**
 * The search parameters of R4 for the resource types that HealthLake supports. What cannot be compiled is named.
 * @param sources what the extractors are made of, for the version
 */
export function searchTable(
  parameters: readonly SearchParameterDefinition[],
  model: Model,
  sources: string,
): Omit<SearchTable, 'shown'> {
  const unserved: UnservedParameter[] = [];
  const partOf = (definition: SearchParameterDefinition, at: number): { name: string; kind: SearchKind } => {
    const corrected = CORRECTED_PARTS[definition.id]?.[at];
    const url = definition.component?.[at]?.definition;
    const part = parameters.find((each) =>
      corrected === undefined
        ? each.url === url
        : each.code === corrected && each.base.some((base) => definition.base.includes(base)),
    );
    if (!part) throw new FhirPathError('a part of it is not defined');
    return { name: part.code, kind: part.type as SearchKind };
  };
  let number = 0;
  const rowOf = (definition: SearchParameterDefinition, resourceType: string): SearchParameterRow[] => {
    const { code: name, type: kind, expression, component } = definition;
    try {
      if (OF_ITS_OWN.has(name)) return [];
      if (expression === undefined) throw new FhirPathError('R4 gives no expression for it');
      if (kind === 'special') throw new FhirPathError('it is of type special');
      const row = { name, kind: kind as SearchKind };
      if (kind === 'composite') {
        const parts = (component ?? []).map((part, at) => ({
          ...partOf(definition, at),
          of: part.expression,
        }));
        const composites = compositeOf(expression, resourceType, parts, model);
        return [{ number: number++, ...row, ...composites }];
      }
      const plans = convertible(plansOf(expression, resourceType, model), row.kind);
      if (plans.length === 0) throw new FhirPathError('its elements have no values of its type');
      return [
        {
          number: number++,
          ...row,
          plans: plans.map(kept),
          ...(kind === 'reference' && targetsOf(plans)),
          ...(kind === 'token' && systemsOf(plans, model)),
        },
      ];
    } catch (error) {
      if (!(error instanceof FhirPathError)) throw error;
      unserved.push({ resourceType, name, why: error.message });
      return [];
    }
  };
  const types = Object.fromEntries(
    RESOURCE_TYPES.map((resourceType) => [
      resourceType,
      parameters
        .filter(({ base }) =>
          [resourceType, 'Resource', 'DomainResource'].some((each) => base.includes(each)),
        )
        .flatMap((each) => rowOf(each, resourceType)),
    ]),
  );
  const version = createHash('sha256')
    .update(sources)
    .update(JSON.stringify(types))
    .digest('hex')
    .slice(0, 16);
  return { version, types, unserved };
}

const kept = ({ steps, type }: Plan): KeptPlan => ({ steps, type });

/** Where all may lead, of the types that HealthLake supports; nothing where one may lead anywhere. */
function targetsOf(plans: readonly Plan[]): Pick<SearchParameterRow, 'targets'> {
  const references = plans.filter(({ type }) => type === 'Reference');
  if (references.some(({ targets }) => targets === undefined)) return {};
  const all = new Set(references.flatMap(({ targets = [] }) => targets));
  return { targets: RESOURCE_TYPES.filter((each) => all.has(each)) };
}

/**
 * The systems that plain codes are of, though they do not say it (R4, "token": of a code it is implicit): those of their required value sets, where such a
 * set has one alone, so that it is the system of each code.
 */
function systemsOf(plans: readonly Plan[], { valueSets }: Model): { systems?: readonly string[] } {
  // What is a Coding elsewhere may be without a system there.
  if (!plans.every(({ type }) => type === 'code')) return {};
  const systems = plans.flatMap(({ valueSet = '' }) => {
    const [system, ...more] = Object.keys(valueSets[valueSet] ?? {});
    return system === undefined || more.length > 0 ? [] : [system];
  });
  return systems.length === 0 ? {} : { systems: [...new Set(systems)] };
}

const convertible = (plans: readonly Plan[], kind: SearchKind): Plan[] =>
  plans.filter(({ type }) => ENTRY_TYPES[kind]?.has(type) === true);

/** A composite's own plans lead to the elements that hold its parts' values. */
function compositeOf(
  expression: string,
  resourceType: string,
  parts: readonly (Omit<CompositePart, 'plans'> & { of: string })[],
  model: Model,
): Pick<SearchParameterRow, 'plans' | 'parts'> {
  const plans = plansOf(expression, resourceType, model);
  const [{ type } = { type: resourceType }] = plans;
  return {
    plans: plans.map(kept),
    parts: parts.map(({ of, ...part }) => {
      const partPlans = convertible(plansOf(of, type, model), part.kind);
      return {
        ...part,
        plans: partPlans.map(kept),
        ...(part.kind === 'token' && systemsOf(partPlans, model)),
      };
    }),
  };
}
