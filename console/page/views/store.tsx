import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { act } from '../api.ts';
import { counted } from '../format.ts';
import { JsonWithLinks } from '../parts/json-with-links.tsx';
import { Link } from '../parts/link.tsx';

interface Resource {
  resourceType: string;
  id: string;
  meta?: { versionId?: string; lastUpdated?: string };
}

interface Bundle {
  total?: number;
  entry?: { resource?: Resource }[];
  link?: { relation: string; url: string }[];
}

/** A resource that is looked at. It stands in the page's memory, never in its address: ids may be of patients. */
interface Looked {
  resource: Resource;
  versions: Resource[] | null;
}

/** A search that is not asked for a total has none (R4, "Search: _total"). */
function foundText({ total, entry = [] }: Bundle, isMore: boolean): string {
  if (total !== undefined) return counted(total, 'resource');
  if (entry.length === 0) return 'No resource fits: leave out a parameter.';
  return `${counted(entry.length, 'resource')}${isMore ? ' so far' : ''}`;
}

/** A data store's resources: search by type and parameters, and one resource with its references and versions. */
export function StoreView({ datastoreId, type }: { datastoreId: string; type: string | null }): JSX.Element {
  const [query, setQuery] = useState('');
  const [bundle, setBundle] = useState<Bundle | null>(null);
  const [looked, setLooked] = useState<Looked | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  const ask = async (action: string, body: object, show: (found: unknown) => void): Promise<void> => {
    try {
      const { result } = await act(action, { datastoreId, ...body });
      setTrouble(null);
      show(result);
    } catch (error) {
      setTrouble((error as Error).message);
    }
  };
  const search = (page: string | null): void => {
    void ask('fhir-search', { type: type ?? 'Patient', query, page }, (result) => {
      const found = result as Bundle;
      setLooked(null);
      setBundle(
        page === null ? found : { ...found, entry: [...(bundle?.entry ?? []), ...(found.entry ?? [])] },
      );
    });
  };
  const look = (reference: string): void => {
    void ask('fhir-read', { reference }, (resource) => {
      setLooked({ resource: resource as Resource, versions: null });
    });
  };
  const next = bundle?.link?.find(({ relation }) => relation === 'next')?.url ?? null;

  return (
    <>
      <Link to={{ view: 'stores' }}>All data stores</Link>
      <div class="title">
        <h1 tabIndex={-1}>{type ?? 'Resources'}</h1>
        <p class="faint">of {datastoreId}</p>
      </div>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          search(null);
        }}
      >
        <label>
          Parameters
          <input
            value={query}
            placeholder="gender=female&birthdate=ge1980"
            onInput={(event) => {
              setQuery(event.currentTarget.value);
            }}
          />
        </label>
        <button type="submit">Search</button>
      </form>
      {trouble !== null && (
        <p class="bad" role="alert">
          {trouble}
        </p>
      )}
      <div class="browser">
        {bundle && (
          <section aria-label="Found">
            <p role="status">{foundText(bundle, next !== null)}</p>
            <ul>
              {(bundle.entry ?? []).map(({ resource }) => {
                const reference = `${resource?.resourceType ?? ''}/${resource?.id ?? ''}`;
                return (
                  <li key={reference}>
                    <button
                      type="button"
                      class="quiet"
                      onClick={() => {
                        look(reference);
                      }}
                    >
                      {reference}
                    </button>
                  </li>
                );
              })}
            </ul>
            {next !== null && (
              <button
                type="button"
                onClick={() => {
                  search(next);
                }}
              >
                More
              </button>
            )}
          </section>
        )}
        {looked && (
          <section aria-label="Resource">
            <p>
              version {looked.resource.meta?.versionId ?? '?'}{' '}
              <button
                type="button"
                onClick={() => {
                  const { resourceType, id } = looked.resource;
                  void ask('fhir-versions', { reference: `${resourceType}/${id}` }, (versions) => {
                    setLooked({ ...looked, versions: versions as Resource[] });
                  });
                }}
              >
                All versions
              </button>
            </p>
            {looked.versions && (
              <ul>
                {looked.versions.map((version) => (
                  <li key={version.meta?.versionId}>
                    <button
                      type="button"
                      class="quiet"
                      onClick={() => {
                        setLooked({ ...looked, resource: version });
                      }}
                    >
                      {version.meta?.versionId} {version.meta?.lastUpdated}
                    </button>
                  </li>
                ))}
              </ul>
            )}
            <JsonWithLinks value={looked.resource} onReference={look} />
          </section>
        )}
        {!bundle && <p class="none">Search without parameters to see the first resources.</p>}
      </div>
    </>
  );
}
