import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import type { Plot as PlotDocument } from '../../api/index.ts';

const style = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Lines imported and failed for each minute. What the picture shows stands in a table beside it for those who cannot see it. */
export function Plot({ plot }: { plot: PlotDocument }): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const axis = {
      stroke: style('--faint'),
      grid: { stroke: style('--line') },
      ticks: { stroke: style('--line') },
    };
    const drawn = new UPlot(
      {
        width: element.clientWidth,
        height: 220,
        series: [
          {},
          { label: 'imported', stroke: style('--good'), width: 2, fill: style('--good-fill') },
          { label: 'failed', stroke: style('--bad'), width: 2, dash: [6, 4] },
        ],
        axes: [axis, { ...axis, size: 70 }],
        scales: { y: { range: (_plot, _low, high) => [0, Math.max(1, high)] } },
      },
      [
        plot.minutes.map(([at]) => at),
        plot.minutes.map(([, good]) => good),
        plot.minutes.map(([, , bad]) => bad),
      ],
      element,
    );
    const resized = new ResizeObserver(() => {
      drawn.setSize({ width: element.clientWidth, height: 220 });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
    };
  }, [plot]);
  return <div ref={host} aria-hidden="true" />;
}
