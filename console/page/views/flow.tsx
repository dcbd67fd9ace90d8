import type { JSX } from 'preact';
import type { FlowDocument, Station } from '../../api/index.ts';
import { useFollowed } from '../api.ts';
import { count } from '../format.ts';
import { Plot } from '../parts/plot.tsx';
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
      {({ stations, plot, nextStep }) => (
        <>
          <ol class="flow">
            {stations.map((station) => (
              <StationCard key={station.id} station={station} />
            ))}
          </ol>
          <p class="next">{nextStep}</p>
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
      <h2>{NAMES[id]}</h2>
      <dl>
        <dt>wait</dt>
        <dd>{count(waits)}</dd>
        <dt>run</dt>
        <dd>{count(runs)}</dd>
        <dt>failed</dt>
        <dd>{count(failed)}</dd>
      </dl>
      <p class="faint">{because || unit}</p>
    </li>
  );
}
