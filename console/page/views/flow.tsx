import type { JSX } from 'preact';
import type { FlowDocument, Station } from '../../api/index.ts';
import { useFollowed } from '../use-followed.ts';
import { count } from '../format.ts';
import { Link } from '../parts/link.tsx';
import { Plot } from '../parts/plot.tsx';
import { Sentence } from '../parts/sentence.tsx';
import { ViewFrame } from '../parts/view-frame.tsx';

const NAMES: Readonly<Record<Station['id'], string>> = {
  inbox: 'Inbox',
  drops: 'Drops',
  imports: 'Imports',
  jobs: 'Jobs',
  results: 'Results',
  bus: 'Bus',
};

/** The way from the inbox to the bus, what is at each station now, and lines per minute. */
export function FlowView(): JSX.Element {
  const followed = useFollowed<FlowDocument>('flow');
  return (
    <ViewFrame title="Flow" followed={followed}>
      {({ stations, plot, nextStep, pausedRoutes }) => (
        <>
          <ol class="flow">
            {stations.map((station) => (
              <StationCard key={station.id} station={station} />
            ))}
          </ol>
          {pausedRoutes.map(({ route, reason }) => (
            <p key={route} class="warn">
              Route {route} is paused{reason !== null && `: ${reason}`}
            </p>
          ))}
          <p class="next">
            <Sentence text={nextStep} />
          </p>
          <h2>Lines per minute</h2>
          <Plot plot={plot} />
          <p class="faint">{plot.source}</p>
        </>
      )}
    </ViewFrame>
  );
}

function StationCard({
  station: { id, waits, runs, failed, unit, because },
}: {
  station: Station;
}): JSX.Element {
  return (
    <li class={failed ? 'station has-failed' : runs ? 'station runs' : 'station'}>
      <h2>
        {NAMES[id]} {NAMES[id].toLowerCase() !== unit && <span class="faint">{unit}</span>}
      </h2>
      <dl>
        <Figure name="wait" value={waits} />
        <Figure name="run" value={runs} />
        <Figure name="failed" value={failed} />
      </dl>
      {waits === null && runs === null && failed === null && (
        <p class="faint">
          <Link to={{ view: 'events' }}>see what it told</Link>
        </p>
      )}
      {because && <p class="faint">{because}</p>}
    </li>
  );
}

/** One figure of a station; what cannot be counted here is left out. */
function Figure({
  name,
  value,
}: {
  name: 'wait' | 'run' | 'failed';
  value: number | null;
}): JSX.Element | null {
  if (value === null) return null;
  const isBad = name === 'failed' && value > 0;
  return (
    <>
      <dt>{name}</dt>
      <dd class={isBad ? 'bad' : undefined}>
        {isBad && <span aria-hidden="true">✕ </span>}
        {count(value)}
      </dd>
    </>
  );
}
