import type { JSX } from 'preact';
import { JsonWithLinks } from '../../parts/json-with-links.tsx';
import { Time } from '../../parts/time.tsx';

export interface Resource {
  resourceType: string;
  id: string;
  meta?: { versionId?: string; lastUpdated?: string };
  /** True of a version that is a deletion, which has no content. */
  deleted?: boolean;
}

/** A resource that is looked at. It stands in the page's memory, never in its address: ids may be of patients. */
export interface Looked {
  resource: Resource;
  versions: Resource[] | null;
}

/** One resource: what it is made of, what it refers to, and its versions. */
export function LookedResource({
  looked: { resource, versions },
  onVersions,
  onVersion,
  onReference,
}: {
  looked: Looked;
  onVersions: () => void;
  onVersion: (version: Resource) => void;
  onReference: (reference: string) => void;
}): JSX.Element {
  return (
    <section aria-label="Resource">
      <h2>
        {resource.resourceType}/{resource.id}
      </h2>
      <p>
        version {resource.meta?.versionId ?? '?'} of <Time iso={resource.meta?.lastUpdated ?? null} />{' '}
        {versions === null && (
          <button type="button" onClick={onVersions}>
            All versions
          </button>
        )}
      </p>
      {versions && (
        <ul class="versions" aria-label="Versions">
          {versions.map((version) => (
            <li key={version.meta?.versionId}>
              <button
                type="button"
                class="quiet"
                aria-current={version.meta?.versionId === resource.meta?.versionId}
                onClick={() => {
                  onVersion(version);
                }}
              >
                {version.meta?.versionId} <Time iso={version.meta?.lastUpdated ?? null} />
                {version.deleted && ' deleted'}
              </button>
            </li>
          ))}
        </ul>
      )}
      {resource.deleted ? (
        <p class="none">It was deleted: this version has no content.</p>
      ) : (
        <JsonWithLinks value={resource} onReference={onReference} />
      )}
    </section>
  );
}
