import { RESOURCE_TYPES } from '../../fhir/index.ts';
import type { ParametersOf } from './search/parameters.ts';
import { isRefused } from './resources/type-limits.ts';

/**
 * The CapabilityStatement, made of the tables that requests are served by: it names what works, and nothing else.
 * @param interactions FHIR's codes of those that are served on resource types
 * @param endpoint the data store's
 * @param date when the data store was created, epoch milliseconds
 */
export function capabilityStatement(
  interactions: readonly string[],
  parametersOf: ParametersOf,
  { endpoint, date, usesSmart }: { endpoint: string; date: number; usesSmart: boolean },
): object {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: new Date(date).toISOString(),
    kind: 'instance',
    software: { name: 'Inlet: HealthLake on this machine' },
    implementation: { description: 'A data store of the local cloud', url: endpoint },
    fhirVersion: '4.0.1',
    format: ['json'],
    rest: [
      {
        mode: 'server',
        ...(usesSmart && {
          security: {
            service: [
              {
                coding: [
                  {
                    system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                    code: 'SMART-on-FHIR',
                  },
                ],
              },
            ],
          },
        }),
        resource: RESOURCE_TYPES.map((type) => resource(type, interactions, parametersOf)),
        interaction: [{ code: 'batch' }, { code: 'transaction' }],
      },
    ],
  };
}

function resource(type: string, interactions: readonly string[], parametersOf: ParametersOf): object {
  const served = interactions.filter((code) => !isRefused(type, code));
  return {
    type,
    interaction: served.map((code) => ({ code })),
    versioning: 'versioned',
    readHistory: served.includes('vread'),
    updateCreate: served.includes('update'),
    ...(served.includes('search-type') && {
      searchParam: parametersOf(type).map(({ name, type: kind }) => ({ name, type: kind })),
    }),
  };
}
