import { RESOURCE_TYPES } from '../../fhir/index.ts';
import type { ParametersOf } from './search/parameters.ts';
import { isCanonical } from './search/result-parameters.ts';
import { PAGES_OF_OTHER_ORIGINS } from './http/served-to-pages.ts';
import { isRefused } from './resources/type-limits.ts';

/** An operation, as `$name`. */
export interface Operation {
  name: string;
  /** Canonical address of its OperationDefinition. */
  definition: string;
  /** The resource types that have it; all, unless said. */
  types?: readonly string[];
}

/** What is served, by the tables that requests are served by. */
export interface Served {
  /** FHIR's codes of interactions on resource types. */
  interactions: readonly string[];
  /** Those of them that can name a resource by a search. */
  conditional: readonly string[];
  /** Content types of patches. */
  patchFormats: readonly string[];
  operations: readonly (Operation & { isBeyondGuide: boolean; isOfSystem: boolean })[];
  /** What of it HealthLake's Developer Guide does not name, in words. */
  beyond: readonly string[];
}

const SMART = {
  coding: [
    { system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' },
  ],
};

/** What an operation that is beyond the guide says of itself. */
const BEYOND = 'Beyond the guide: HealthLake’s Developer Guide does not name it.';

/**
 * The CapabilityStatement, made of the tables that requests are served by: it names what works, and nothing else.
 * @param endpoint the data store's
 * @param date when the data store was created, epoch milliseconds
 */
export function capabilityStatement(
  served: Served,
  parametersOf: ParametersOf,
  {
    endpoint,
    date,
    usesSmart,
    takesPages,
  }: { endpoint: string; date: number; usesSmart: boolean; takesPages: boolean },
): object {
  const beyond = [...served.beyond, ...(takesPages ? [PAGES_OF_OTHER_ORIGINS] : [])];
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: new Date(date).toISOString(),
    kind: 'instance',
    software: { name: 'Inlet: HealthLake on this machine' },
    implementation: { description: 'A data store of the local cloud', url: endpoint },
    fhirVersion: '4.0.1',
    format: ['json'],
    patchFormat: served.patchFormats,
    rest: [
      {
        mode: 'server',
        ...(beyond.length > 0 && {
          documentation: `Beyond the guide (HealthLake’s Developer Guide does not name it; \`npx inlet local --guide-only\` refuses it): ${beyond.join('; ')}.`,
        }),
        ...((usesSmart || takesPages) && {
          security: { ...(takesPages && { cors: true }), ...(usesSmart && { service: [SMART] }) },
        }),
        resource: RESOURCE_TYPES.map((type) => resource(type, served, parametersOf)),
        interaction: [{ code: 'batch' }, { code: 'transaction' }],
        ...operationsIn(served.operations.filter(({ isOfSystem }) => isOfSystem)),
      },
    ],
  };
}

function resource(type: string, served: Served, parametersOf: ParametersOf): object {
  const isServed = (code: string): boolean => !isRefused(type, code);
  const codes = served.interactions.filter(isServed);
  // A condition is a search, but for that of a read.
  const conditional = served.conditional.filter(
    (code) => isServed(code) && (code === 'read' || codes.includes('search-type')),
  );
  return {
    type,
    interaction: codes.map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: codes.includes('vread'),
    updateCreate: codes.includes('update'),
    conditionalCreate: conditional.includes('create'),
    conditionalRead: conditional.includes('read') ? 'full-support' : 'not-supported',
    conditionalUpdate: conditional.includes('update'),
    conditionalDelete: conditional.includes('delete') ? 'multiple' : 'not-supported',
    ...operationsIn(
      served.operations.filter(({ types, isOfSystem }) => !isOfSystem && types?.includes(type) !== false),
    ),
    ...(codes.includes('search-type') && {
      searchInclude: ['*', ...referencesOf(type, parametersOf).map(({ name }) => name)],
      ...some('searchRevInclude', referencesTo(type, served, parametersOf)),
      searchParam: parametersOf(type).map(({ name, type: kind }) => ({ name, type: kind })),
    }),
  };
}

interface Reference {
  /** `Observation:patient` */
  name: string;
  /** The resource types that it may lead to; any where it is not said. */
  targets: readonly string[] | undefined;
}

/** The references of a type that a search can be followed along. */
const referencesOf = (type: string, parametersOf: ParametersOf): Reference[] =>
  parametersOf(type).flatMap(({ row, name }) =>
    row?.kind === 'reference' && !isCanonical(row) ? [{ name: `${type}:${name}`, targets: row.targets }] : [],
  );

/** Those of other types that may lead to a type. */
const referencesTo = (type: string, { interactions }: Served, parametersOf: ParametersOf): string[] =>
  RESOURCE_TYPES.filter((source) => interactions.includes('search-type') && !isRefused(source, 'search-type'))
    .flatMap((source) => referencesOf(source, parametersOf))
    .flatMap(({ name, targets }) => (targets?.includes(type) === false ? [] : [name]));

/** FHIR's JSON has no empty lists. */
const some = (name: string, values: readonly string[]): object =>
  values.length === 0 ? {} : { [name]: values };

const operationsIn = (operations: Served['operations']): object =>
  operations.length === 0
    ? {}
    : {
        operation: operations.map(({ name, definition, isBeyondGuide }) => ({
          name,
          definition,
          ...(isBeyondGuide && { documentation: BEYOND }),
        })),
      };
