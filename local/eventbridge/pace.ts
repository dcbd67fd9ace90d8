import type { Clock } from '../ground/index.ts';

/** How fast rates run: at short minutes while something happens in the cloud, at real ones while it rests. */
export interface Pace {
  rests(): boolean;
  /** Something happened: rates run at short minutes from now on. */
  happened(): void;
  /** A rate has run. */
  ran(): void;
}

export interface PaceOptions {
  clock: Pick<Clock, 'now' | 'settled' | 'advancingTo'>;
  /** How long a short minute lasts, milliseconds. */
  minuteMs: number;
  /** Whether the cloud has no work that waits for a run, such as an open job or a file that was dropped. */
  isIdle: () => Promise<boolean>;
  /** Called when the pace has changed. */
  onChange: () => void;
  /** Called when the cloud begins to rest, and after each run while it does. */
  onRest: () => void;
}

/** For so many short minutes nothing has to have happened. */
const QUIET_MINUTES = 5;

/** Decides by what happens in the cloud, whatever the rates are for. */
export function createPace({ clock, minuteMs, isIdle, onChange, onRest }: PaceOptions): Pace {
  let resting = false;
  let asking = false;
  let happenings = 0;
  let last = clock.now();

  const happened = (): void => {
    last = clock.now();
    happenings++;
    if (!resting) return;
    resting = false;
    onChange();
  };

  const rest = (): void => {
    const before = resting;
    resting = true;
    if (!before) onChange();
    onRest();
  };

  /** Looks whether there is work when what the run has set off is done. What cannot be found out counts as work. */
  const ask = async (): Promise<void> => {
    const before = happenings;
    const idle = await clock
      .settled()
      .then(isIdle)
      .catch(() => false);
    if (!idle) happened();
    else if (happenings === before) rest();
  };

  return {
    rests: () => resting,
    happened,
    ran() {
      const isQuiet = resting || clock.now() - last >= QUIET_MINUTES * minuteMs;
      if (asking || !isQuiet || clock.advancingTo() !== undefined) return;
      asking = true;
      void ask().finally(() => {
        asking = false;
      });
    },
  };
}
