import { parsedJson } from '../../ground/index.ts';
import type { HealthLake } from '../../healthlake/index.ts';
import { resourceVersions } from '../../healthlake/index.ts';
import type { DataStoreView, ListedPatient } from '../../token-issuer/index.ts';

/** The data stores that take bearer tokens, as the local issuer sees them. */
export function patientsOfDataStores({
  store,
  dataStores,
}: Pick<HealthLake, 'store' | 'dataStores'>): DataStoreView {
  const versions = resourceVersions(store);
  const idOf = (endpoint: string): string | undefined => {
    const [, id = ''] = /\/datastore\/([^/]+)\/r4\/$/.exec(endpoint) ?? [];
    const { status, setup } = dataStores.find(id) ?? {};
    const { AuthorizationStrategy: strategy = 'AWS_AUTH' } = setup?.IdentityProviderConfiguration ?? {};
    const takesTokens = status === 'ACTIVE' && strategy !== 'AWS_AUTH';
    return takesTokens && dataStores.endpointOf(id) === endpoint ? id : undefined;
  };
  return {
    isEndpoint: (endpoint) => idOf(endpoint) !== undefined,
    patients: (endpoint, behind, limit) =>
      versions.behind(idOf(endpoint) ?? '', 'Patient', behind, limit).map(({ id, body }) => listed(id, body)),
    hasPatient: (endpoint, id) => versions.newestContent(idOf(endpoint) ?? '', 'Patient', id) !== undefined,
  };
}

/** What was stored may have been imported without a check: nothing of it is relied on. */
function listed(id: string, body: Uint8Array): ListedPatient {
  const patient = (parsedJson(Buffer.from(body).toString('utf8')) ?? {}) as Readonly<Record<string, unknown>>;
  const [name] = Array.isArray(patient.name) ? (patient.name as unknown[]) : [];
  const { text, given, family } = (name ?? {}) as Readonly<Record<string, unknown>>;
  const parts = isText(text) ? [text] : [...(Array.isArray(given) ? (given as unknown[]) : []), family];
  return { id, label: [...parts, patient.birthDate].filter(isText).join(' ') };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
