import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ImportsDocument, OpenImport } from '../../api/index.ts';
import { read } from '../api.ts';
import { bytes, count, counted } from '../format.ts';
import type { Asked } from '../parts/act.tsx';
import { Act } from '../parts/act.tsx';
import { Link } from '../parts/link.tsx';
import { More } from '../parts/more.tsx';
import { Progress, shareOf } from '../parts/progress.tsx';
import { State } from '../parts/state.tsx';
import type { Column } from '../parts/table.tsx';
import { Table } from '../parts/table.tsx';
import { Time } from '../parts/time.tsx';
import { ViewFrame } from '../parts/view-frame.tsx';
import { useSession } from '../session.ts';
import { useFollowed } from '../use-followed.ts';

type Drop = ImportsDocument['drops'][number];
type Ended = ImportsDocument['ended'][number];

/** What waits, what runs and what ended lately. */
export function ImportsView(): JSX.Element {
  const [onlyFailed, setOnlyFailed] = useState(false);
  const followed = useFollowed<ImportsDocument>(onlyFailed ? 'imports?failed=true' : 'imports');
  return (
    <ViewFrame title="Drops and imports" followed={followed}>
      {({ drops, imports, ended, nextToken, pausedRoutes }) => (
        <>
          <Routes paused={pausedRoutes} />
          <h2>Drops that wait</h2>
          <Table
            caption="Drops that wait"
            columns={DROPS}
            rows={drops}
            keyOf={({ route, drop }) => `${route}/${drop ?? ''}`}
            empty="No file waits. Drop NDJSON files into the inbox: each folder becomes one import."
          />
          <h2>Open imports</h2>
          <Table
            caption="Open imports"
            columns={OPEN}
            rows={withoutEnded(imports, ended)}
            keyOf={({ importId }) => importId}
            empty="No import is open. A drop becomes one when it is complete, or when it has been quiet for long enough."
          />
          <h2>Ended</h2>
          <label class="choice">
            <input
              type="checkbox"
              checked={onlyFailed}
              onChange={(event) => {
                setOnlyFailed(event.currentTarget.checked);
              }}
            />
            only what was not imported in full
          </label>
          <EndedImports key={String(onlyFailed)} first={ended} next={nextToken} onlyFailed={onlyFailed} />
        </>
      )}
    </ViewFrame>
  );
}

/** The two lists are read one after the other: what ended between the two is in both. */
function withoutEnded(open: readonly OpenImport[], ended: readonly Ended[]): readonly OpenImport[] {
  const ids = new Set(ended.map(({ importId }) => importId));
  return open.filter(({ importId }) => !ids.has(importId));
}

function Routes({ paused }: { paused: ImportsDocument['pausedRoutes'] }): JSX.Element {
  const { routes } = useSession();
  return (
    <ul class="routes">
      {routes.map(({ name, prefix }) => {
        const pause = paused.find(({ route }) => route === name);
        return (
          <li key={name}>
            <strong>{name}</strong> <span class="faint">{prefix === '' ? 'the whole inbox' : prefix}</span>{' '}
            {pause && (
              <>
                <State name="PAUSED" /> {pause.reason}{' '}
              </>
            )}
            <Act
              action={pause ? 'resume' : 'pause'}
              about={`route ${name}`}
              body={{ route: name }}
              asks={pause ? [] : REASON}
            >
              {pause ? 'Resume' : 'Pause'}
            </Act>
          </li>
        );
      })}
    </ul>
  );
}

const REASON: readonly Asked[] = [{ member: 'reason', label: 'Why it is paused', isNeeded: false }];

/** What ended: the newest of it live, older pages as they are asked for. */
function EndedImports({
  first,
  next,
  onlyFailed,
}: {
  first: readonly Ended[];
  next: string | null;
  onlyFailed: boolean;
}): JSX.Element {
  const [older, setOlder] = useState<{ rows: Ended[]; next: string | null } | null>(null);
  const token = older ? older.next : next;
  const known = new Set(first.map(({ importId }) => importId));
  const rows = [...first, ...(older?.rows ?? []).filter(({ importId }) => !known.has(importId))];
  return (
    <>
      <Table
        caption="Ended imports"
        columns={ENDED}
        rows={rows}
        keyOf={({ importId }) => importId}
        empty={
          onlyFailed
            ? 'Nothing failed.'
            : 'No import has ended yet. The first one shows here with its counts.'
        }
      />
      {token !== null && (
        <More
          load={async () => {
            const query = new URLSearchParams({ nextToken: token, ...(onlyFailed && { failed: 'true' }) });
            const page = await read<ImportsDocument>(`imports?${query.toString()}`);
            setOlder({ rows: [...(older?.rows ?? []), ...page.ended], next: page.nextToken });
          }}
        >
          Older
        </More>
      )}
    </>
  );
}

const nameOfDrop = (drop: string | null): string => drop ?? 'loose files';

const DROPS: readonly Column<Drop>[] = [
  { name: 'Route', cell: ({ route }) => route },
  { name: 'Drop', cell: ({ drop }) => nameOfDrop(drop) },
  { name: 'Files', cell: ({ files }) => count(files), isNumber: true },
  { name: 'Size', cell: (drop) => bytes(drop.bytes), isNumber: true },
  { name: 'Since', cell: ({ firstRecordedAt }) => <Time iso={firstRecordedAt} /> },
  { name: 'Why it waits', cell: ({ because }) => because },
];

const OPEN: readonly Column<OpenImport>[] = [
  { name: 'Import', cell: ({ importId }) => <Link to={{ view: 'import', importId }}>{importId}</Link> },
  { name: 'State', cell: ({ state, job }) => <State name={job?.status ?? state} /> },
  { name: 'Drop', cell: ({ drop }) => nameOfDrop(drop) },
  { name: 'Files', cell: ({ files }) => count(files), isNumber: true },
  {
    name: 'Progress',
    cell: ({ importId, job, pace, because, bytes: size }) =>
      job?.progress ? (
        <Progress
          label={`Progress of ${importId}`}
          done={{
            lines: job.progress.resourcesScanned,
            share: shareOf(job.progress.megabytesScanned, size),
          }}
          failed={job.progress.resourcesWithErrors}
          pace={pace}
        />
      ) : (
        because
      ),
  },
];

const ENDED: readonly Column<Ended>[] = [
  { name: 'Import', cell: ({ importId }) => <Link to={{ view: 'import', importId }}>{importId}</Link> },
  { name: 'State', cell: ({ state }) => <State name={state} /> },
  { name: 'Drop', cell: ({ drop }) => nameOfDrop(drop) },
  { name: 'Planned', cell: ({ plannedAt }) => <Time iso={plannedAt} /> },
  { name: 'Imported', cell: ({ counts }) => count(counts?.imported ?? null), isNumber: true },
  { name: 'Failed', cell: ({ counts }) => count(counts?.failed ?? null), isNumber: true },
  { name: 'Why', cell: ({ why, files }) => why ?? counted(files, 'file') },
];
