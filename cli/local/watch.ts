import type { LocalCloud } from '../../local/boot/index.ts';
import { stepOfAlarm } from './narrate-alarms.ts';
import { stepOfEvent, stepOfLog } from './narrate.ts';
import type { Screen } from '../terminal/index.ts';
import { clockMoveText } from './clock-move-text.ts';
import { importProgressText } from './import-progress-text.ts';

/** How often the progress line is drawn. */
const REDRAW_MS = 200;

/**
 * Shows on a screen what a local cloud does from now on. Returns the function that stops it.
 * @param options `isGoneAtEnd`: the cloud keeps nothing, so that no address in it is told
 */
export function watch(
  cloud: LocalCloud,
  screen: Screen,
  { verbose = false, isGoneAtEnd = false } = {},
): () => void {
  const stops = [
    cloud.onEvent((event) => {
      const step = stepOfEvent(event, cloud.names.inboxBucket, { isGoneAtEnd });
      if (step) screen.step(step);
    }),
    cloud.onLog(({ functionName, line }) => {
      const step = stepOfLog(line);
      if (step) screen.step(step);
      if (verbose) screen.line(`    ${functionName}  ${line}`);
    }),
    cloud.onAlarm((change) => {
      const step = stepOfAlarm(change);
      if (step) screen.step(step);
    }),
    cloud.onTrouble((text) => {
      screen.step({ word: 'trouble', text });
    }),
  ];
  const timer = setInterval(() => {
    screen.status(importProgressText(cloud.progress()) ?? clockMoveText(cloud.clockMove()));
  }, REDRAW_MS);
  return () => {
    clearInterval(timer);
    screen.status(undefined);
    for (const stop of stops) stop();
  };
}
