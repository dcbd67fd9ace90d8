import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import type { Plot as PlotDocument } from '../../api/index.ts';
import { count, localTime, utcTime } from '../format.ts';
import { Table } from './table.tsx';

const HEIGHT = 220;

/** A minute of the last hour, as the reader writes it. */
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** Lines imported and failed for each minute, as a picture, and as a table for those who cannot see it. */
export function Plot({ plot }: { plot: PlotDocument }): JSX.Element {
  if (plot.minutes.length === 0)
    return <p class="none">Nothing was imported in the last hour. Drop files, and their lines show here.</p>;
  return (
    <>
      <Picture minutes={plot.minutes} />
      <details>
        <summary>The same in figures</summary>
        <Table
          caption="Lines per minute"
          columns={[
            { name: 'Minute', cell: ([at]) => <Minute at={at} /> },
            { name: 'Imported', cell: ([, imported]) => count(imported), isNumber: true },
            { name: 'Failed', cell: ([, , failed]) => count(failed), isNumber: true },
          ]}
          rows={plot.minutes.toReversed()}
          keyOf={([at]) => String(at)}
          empty=""
        />
      </details>
    </>
  );
}

function Minute({ at }: { at: number }): JSX.Element {
  const iso = new Date(at * 1000).toISOString();
  return (
    <time dateTime={iso}>
      {localTime(iso)} <span class="faint">{utcTime(iso)}</span>
    </time>
  );
}

function Picture({ minutes }: { minutes: PlotDocument['minutes'] }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const drawn = useRef<UPlot | null>(null);
  const newest = useRef(minutes);
  newest.current = minutes;
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const draw = (): void => {
      drawn.current?.destroy();
      drawn.current = drawnIn(element, newest.current);
    };
    const resized = new ResizeObserver(() => {
      drawn.current?.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    // A canvas keeps the colours that it was drawn with.
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    draw();
    resized.observe(element);
    scheme.addEventListener('change', draw);
    return () => {
      scheme.removeEventListener('change', draw);
      resized.disconnect();
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, []);
  useEffect(() => {
    drawn.current?.setData(columnsOf(minutes));
  }, [minutes]);
  return <div ref={host} class="plot" aria-hidden="true" />;
}

const columnsOf = (minutes: PlotDocument['minutes']): UPlot.AlignedData => [
  minutes.map(([at]) => at),
  minutes.map(([, imported]) => imported),
  minutes.map(([, , failed]) => failed),
];

function drawnIn(element: HTMLElement, minutes: PlotDocument['minutes']): UPlot {
  const faint = colour(element, '--faint');
  const line = colour(element, '--line');
  const axis = { stroke: faint, grid: { stroke: line }, ticks: { stroke: line } };
  return new UPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      // Dashes tell the two apart where colours do not.
      series: [
        { value: (_plot, at) => timeOf(at) },
        {
          label: 'imported',
          stroke: colour(element, '--good'),
          width: 2,
          points: { show: false },
          fill: colour(element, '--good-fill'),
          value: inFull,
        },
        {
          label: 'failed',
          stroke: colour(element, '--bad'),
          width: 2,
          dash: [6, 4],
          points: { show: false },
          value: inFull,
        },
      ],
      padding: [null, 24, null, null],
      axes: [
        { ...axis, values: (_plot, values) => values.map((at) => clock.format(at * 1000)) },
        { ...axis, size: 70, values: (_plot, values) => values.map((value) => count(value)) },
      ],
      scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high)] } },
    },
    columnsOf(minutes),
    element,
  );
}

// Without a pointer over the picture there is no value, whatever the types say.
const inFull: UPlot.Series.Value = (_plot, value: number | null) => count(value);

const timeOf = (at: number | null): string =>
  at === null ? '–' : localTime(new Date(at * 1000).toISOString());

/** A custom property as a canvas takes it: a computed value, since light-dark() means nothing there. */
function colour(near: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  near.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
