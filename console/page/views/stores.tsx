import type { JSX } from 'preact';
import type { StoreDocument, StoresDocument } from '../../api/index.ts';
import { useFollowed } from '../use-followed.ts';
import { count } from '../format.ts';
import { Link } from '../parts/link.tsx';
import { State } from '../parts/state.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { ViewFrame } from '../parts/view-frame.tsx';
import { useSession } from '../session.ts';

/** The stage's data stores. */
export function StoresView(): JSX.Element {
  const followed = useFollowed<StoresDocument>('stores');
  return (
    <ViewFrame title="Data stores" followed={followed}>
      {({ stores }) =>
        stores.length === 0 ? (
          <p class="empty">There is no data store. Deploy the stack, and its data store shows here.</p>
        ) : (
          stores.map((store) => <Store key={store.datastoreId} store={store} />)
        )
      }
    </ViewFrame>
  );
}

function Store({ store }: { store: StoreDocument }): JSX.Element {
  const { isLocal } = useSession();
  const { datastoreId, name, status, createdAt, fhirVersion, resources, tags, exports } = store;
  return (
    <section class="card" aria-labelledby={datastoreId}>
      <h2 id={datastoreId}>
        {name ?? datastoreId} <State name={status} />
      </h2>
      <dl class="facts">
        <dt>Id</dt>
        <dd>{datastoreId}</dd>
        <dt>FHIR</dt>
        <dd>{fhirVersion}</dd>
        <dt>Made</dt>
        <dd>
          <Time iso={createdAt} />
        </dd>
        <dt>Tags</dt>
        <dd>{tagsText(tags)}</dd>
      </dl>
      {resources && resources.length > 0 && <h3>Resources</h3>}
      {resources && (
        <Table
          caption={`Resources of ${name ?? datastoreId}`}
          columns={[
            {
              name: 'Type',
              cell: ({ type }) =>
                isLocal ? <Link to={{ view: 'store', datastoreId, type }}>{type}</Link> : type,
            },
            { name: 'Resources', cell: (row) => count(row.count), isNumber: true },
          ]}
          rows={resources}
          keyOf={({ type }) => type}
          empty="It holds no resource yet: drop NDJSON files into the inbox."
        />
      )}
      {exports.length > 0 && <h3>Exports</h3>}
      {exports.length > 0 && (
        <Table
          caption={`Exports of ${name ?? datastoreId}`}
          columns={[
            { name: 'Export', cell: ({ exportId }) => exportId },
            { name: 'State', cell: (row) => <State name={row.status} /> },
            { name: 'Started', cell: ({ startedAt }) => <Time iso={startedAt} /> },
            { name: 'To', cell: ({ s3Uri }) => s3Uri ?? '' },
          ]}
          rows={exports}
          keyOf={({ exportId }) => exportId}
          empty=""
        />
      )}
    </section>
  );
}

function tagsText(tags: StoreDocument['tags']): string {
  if (tags === null) return 'could not be read';
  return tags.length === 0 ? 'none' : tags.map(({ key, value }) => `${key}=${value}`).join(', ');
}
