import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { act } from '../api.ts';
import { counted } from '../format.ts';
import { Link } from '../parts/link.tsx';
import type { Looked, Resource } from './store/looked-resource.tsx';
import { LookedResource } from './store/looked-resource.tsx';
import { Parameters } from './store/parameters.tsx';

interface Bundle {
  total?: number;
  entry?: { resource?: Resource; search?: { mode?: string } }[];
  link?: { relation: string; url: string }[];
}

/** A search that is not asked for a total has none (R4, "Search: _total"). */
function foundText({ total, entry = [] }: Bundle, isMore: boolean): string {
  if (total !== undefined) return counted(total, 'resource');
  const found = entry.filter(({ search }) => search?.mode !== 'include').length;
  if (found === 0) return 'No resource fits: leave out a parameter.';
  return `${counted(found, 'resource')}${isMore ? ' so far' : ''}`;
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
        <label class="wide">
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
      <Parameters
        datastoreId={datastoreId}
        type={type ?? 'Patient'}
        onAdd={(parameter) => {
          setQuery(query === '' ? parameter : `${query}&${parameter}`);
        }}
      />
      {trouble !== null && (
        <p class="bad" role="alert">
          {trouble}
        </p>
      )}
      <div class="browser">
        {bundle && (
          <section aria-label="Found">
            <p role="status">{foundText(bundle, next !== null)}</p>
            <ul class="found">
              {(bundle.entry ?? []).map(({ resource, search: why }) => {
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
                    {why?.mode === 'include' && <span class="faint"> included</span>}
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
          <LookedResource
            looked={looked}
            onReference={look}
            onVersion={(resource) => {
              setLooked({ ...looked, resource });
            }}
            onVersions={() => {
              const { resourceType, id } = looked.resource;
              void ask('fhir-versions', { reference: `${resourceType}/${id}` }, (versions) => {
                setLooked({ ...looked, versions: versions as Resource[] });
              });
            }}
          />
        )}
        {!bundle && <p class="none">Search without parameters to see the first resources.</p>}
      </div>
    </>
  );
}
